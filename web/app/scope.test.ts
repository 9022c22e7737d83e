import { describe, expect, it } from 'vitest';
import { everythingNow, keepScope, readScope, scopeKey, withScope } from './scope.ts';

const at = '2026-11-18T09:00:00.000Z';

describe('the scope in the address bar', () => {
  it('reads cluster and instant, in any zone', () => {
    expect(readScope('?cluster=c1&at=2026-11-18T10:00:00%2B01:00')).toEqual({ cluster: 'c1', at });
    expect(readScope('')).toEqual(everythingNow);
  });

  it('takes a wrong instant for now', () => {
    expect(readScope('?at=yesterday').at).toBeNull();
    expect(readScope('?at=2026-13-45').at).toBeNull();
  });

  it('tells scopes apart', () => {
    expect(scopeKey({ cluster: 'c1', at: null })).not.toBe(scopeKey({ cluster: null, at: null }));
    expect(scopeKey({ cluster: 'c1', at })).not.toBe(scopeKey({ cluster: 'c1', at: null }));
  });

  it('sets and removes only its own parameters', () => {
    expect(withScope('?q=web&cluster=old', { cluster: 'c2', at: null })).toBe('?q=web&cluster=c2');
    expect(withScope('?at=2020-01-01T00:00:00Z&state=running', everythingNow)).toBe('?state=running');
    expect(withScope('?at=2020-01-01T00:00:00Z', everythingNow)).toBe('');
  });
});

describe('links', () => {
  it('keep the scope and their own parameters and hash', () => {
    expect(keepScope('/instances?state=running#top', { cluster: 'c1', at })).toBe(
      '/instances?state=running&cluster=c1&at=2026-11-18T09%3A00%3A00.000Z#top',
    );
    expect(keepScope('/', everythingNow)).toBe('/');
  });

  it('may name a scope of their own', () => {
    expect(keepScope('/instances?cluster=c2', { cluster: 'c1', at: null })).toBe('/instances?cluster=c2');
    expect(keepScope('/instances?cluster=', { cluster: 'c1', at: null })).toBe('/instances');
  });
});
