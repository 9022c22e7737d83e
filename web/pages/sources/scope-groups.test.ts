import { describe, expect, it } from 'vitest';
import type { SourceScope } from './queries.ts';
import { scopeGroups, scopesNow } from './scope-groups.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const scope = (kind: string, name: string, more: Partial<SourceScope> = {}): SourceScope => ({
  kind,
  scope: name,
  scopeTitle: name,
  rows: 2,
  completeAt: '2026-11-21T11:59:50Z',
  staleAt: '2026-11-21T12:01:30Z',
  lastError: null,
  held: 0,
  ...more,
});
const pulled = (kind: string, name: string, listed: number, done: boolean) => ({
  sourceId: 's',
  runId: 'r',
  scopes: [{ kind, scope: name, scopeTitle: name, listed, done }],
});

describe('parts of a source', () => {
  it('tell how they are, the worst of each first', () => {
    const all = [
      scope('hosts', 'a'),
      scope('hosts', 'b', { lastError: 'does not answer', staleAt: '2026-11-21T11:00:00Z' }),
      scope('hosts', 'c', { held: 1200 }),
      scope('hosts', 'd', { staleAt: '2026-11-21T11:00:00Z' }),
      scope('hosts', 'e', { completeAt: null, staleAt: null }),
    ];
    expect(scopesNow(all, undefined, now).map(({ status, word }) => `${status} ${word}`)).toEqual([
      'ok complete',
      'failing does not answer',
      'attention 1,200 held',
      'stale stale',
      'working waiting',
    ]);
  });

  it('say what is listed while they are pulled, also those that were not known', () => {
    const [known] = scopesNow([scope('hosts', 'a')], pulled('hosts', 'a', 7, false), now);
    expect(known).toMatchObject({ status: 'working', listed: 7, rows: 2 });
    expect(scopesNow([scope('hosts', 'a')], pulled('hosts', 'a', 7, true), now)[0]).toMatchObject({ listed: null });
    expect(scopesNow([], pulled('hosts', 'new', 0, false), now)[0]).toMatchObject({ scopeTitle: 'new', rows: 0 });
  });

  it('are summed up by kind, with those of which there is something to tell', () => {
    const all = [
      scope('hosts', 'a', { completeAt: '2026-11-21T11:50:00Z' }),
      scope('hosts', 'b'),
      scope('volumes', 'a', { lastError: 'refused' }),
      scope('volumes', 'b', { completeAt: null, staleAt: null }),
    ];
    const [hosts, volumes] = scopeGroups(scopesNow(all, undefined, now));
    expect(hosts).toMatchObject({
      rows: 4,
      told: [],
      completeAt: '2026-11-21T11:50:00Z',
      status: 'ok',
      words: '2 complete',
    });
    expect(volumes).toMatchObject({
      completeAt: null,
      status: 'failing',
      words: '1 being pulled or waiting, 1 failing',
    });
    expect(volumes!.told.map(({ scopeTitle }) => scopeTitle)).toEqual(['a']);
  });
});
