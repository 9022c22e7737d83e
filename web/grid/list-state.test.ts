import { describe, expect, it } from 'vitest';
import { firstRequests } from '../app/first-requests.ts';
import { kindNamed } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { changedList, narrowed, parseList, sortable } from './list-state.ts';

const instances = kindNamed('instances') as WebKind;
const audit = kindNamed('audit') as WebKind;

describe('a list in the address bar', () => {
  it('is read back as it was written', () => {
    const search = `?${changedList('?cluster=c1', instances, {
      text: 'web',
      terms: [{ param: 'state', values: ['running', 'stopped'] }],
      sort: '-changedAt',
      gone: true,
    })}`;
    expect(search).toBe('?cluster=c1&q=web&state=running&state=stopped&sort=-changedAt&gone=include');
    const state = parseList(search, instances);
    expect(state.filter).toEqual({ q: 'web', state: ['running', 'stopped'], gone: 'include' });
    expect(state.sort).toBe('-changedAt');
  });

  it('leaves out what the kind does not know', () => {
    const state = parseList('?colour=red&state.like=x&sort=colour&cluster=c1&at=2026-01-01T00:00:00Z', instances);
    expect(state.filter).toEqual({});
    expect(state.sort).toBe(instances.order);
    expect(narrowed(state)).toBe(false);
  });

  it('does not take the instant of time travel for a field of the audit list', () => {
    expect(parseList('?at=2026-01-01T00:00:00Z&at.gte=2026-01-01T00:00:00Z', audit).filter).toEqual({
      'at.gte': ['2026-01-01T00:00:00Z'],
    });
  });

  it('says nothing of what is as usual', () => {
    expect(changedList('?sort=-name&gone=include', instances, { sort: instances.order, gone: false })).toBe('');
  });

  it('knows which columns have an order', () => {
    expect(sortable(instances, 'instanceType')).toBe(true);
    expect(sortable(instances, 'changedAt')).toBe(true);
    expect(sortable(audit, 'firstSeenAt')).toBe(false);
    expect(sortable(instances, 'tags')).toBe(false);
  });
});

describe('requests sent before the app runs', () => {
  it('are those that the page will ask', () => {
    expect(firstRequests('/instances', '?state=running&cluster=c1&at=2026-01-01T00:00:00Z')).toEqual([
      '/api/v1/session',
      '/api/v1/instances?state=running&clusterId=c1&at=2026-01-01T00%3A00%3A00.000Z&sort=name&limit=100',
    ]);
    expect(firstRequests('/', '?cluster=c1')).toEqual(['/api/v1/session', '/api/v1/overview?clusterId=c1']);
    expect(firstRequests('/', '?at=2026-01-01T00:00:00Z')[1]).toBe('/api/v1/overview?at=2026-01-01T00%3A00%3A00.000Z');
    expect(firstRequests('/findings', '?at=2026-01-01T00:00:00Z')[1]).toContain('at=2026-01-01T00%3A00%3A00.000Z');
    expect(firstRequests('/users', '?at=2026-01-01T00:00:00Z')[1]).not.toContain('at=');
  });

  it('are only the session where the page is not known, and none to sign in', () => {
    expect(firstRequests('/instances/abc', '')).toEqual(['/api/v1/session']);
    expect(firstRequests('/login', '')).toEqual([]);
  });
});
