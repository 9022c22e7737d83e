import type { Progress } from '../../../contract/api/events.ts';
import type { Mark } from '../../ui/status.tsx';
import type { SourceScope } from './queries.ts';

type Running = Progress['scopes'][number];

/** A part of a source as it is now; `listed`: it is being pulled, and so much has been listed so far. */
export interface ScopeNow extends SourceScope {
  status: Mark;
  word: string;
  listed: number | null;
}

export interface ScopeGroup {
  kind: string;
  rows: number;
  scopes: readonly ScopeNow[];
  /** Those of which there is something to tell. */
  told: readonly ScopeNow[];
  /** When the one that was complete longest ago was; null: one never was. */
  completeAt: string | null;
  status: Mark;
  /** "38 complete, 1 stale" */
  words: string;
}

function stateOf(scope: SourceScope, running: Running | undefined, now: number): Pick<ScopeNow, 'status' | 'word'> {
  if (running && !running.done) return { status: 'working', word: 'being pulled' };
  if (scope.lastError) return { status: 'failing', word: scope.lastError };
  if (scope.held > 0) return { status: 'attention', word: `${scope.held.toLocaleString('en')} held` };
  if (scope.staleAt !== null && Date.parse(scope.staleAt) < now) return { status: 'stale', word: 'stale' };
  return scope.completeAt ? { status: 'ok', word: 'complete' } : { status: 'working', word: 'waiting' };
}

const idOf = ({ kind, scope }: { kind: string; scope: string }) => `${kind}|${scope}`;

/** All parts of a source, also those that a pull has just found. */
export function scopesNow(
  scopes: readonly SourceScope[],
  progress: Progress | undefined,
  now: number,
): readonly ScopeNow[] {
  const running = new Map(progress?.scopes.map((one) => [idOf(one), one]));
  const known = new Set(scopes.map(idOf));
  const found = (progress?.scopes ?? [])
    .filter((one) => !known.has(idOf(one)))
    .map(({ kind, scope, scopeTitle }): SourceScope => {
      const nothing = { completeAt: null, staleAt: null, lastError: null };
      return { kind, scope, scopeTitle, rows: 0, held: 0, ...nothing };
    });
  return [...scopes, ...found].map((scope) => {
    const one = running.get(idOf(scope));
    return { ...scope, ...stateOf(scope, one, now), listed: one && !one.done ? one.listed : null };
  });
}

const BY_RANK: readonly Mark[] = ['failing', 'stale', 'attention', 'working', 'ok'];
const WORD: Partial<Record<Mark, string>> = {
  failing: 'failing',
  stale: 'stale',
  attention: 'held',
  working: 'being pulled or waiting',
  ok: 'complete',
};

/** By kind, in the order in which kinds come: a source of a thousand hosts has five thousand parts. */
export function scopeGroups(scopes: readonly ScopeNow[]): readonly ScopeGroup[] {
  const byKind = new Map<string, ScopeNow[]>();
  for (const scope of scopes) byKind.set(scope.kind, [...(byKind.get(scope.kind) ?? []), scope]);
  return [...byKind].map(([kind, all]) => {
    const count = (status: Mark) => all.filter((one) => one.status === status).length;
    const seen = all.map(({ completeAt }) => completeAt);
    return {
      kind,
      rows: all.reduce((sum, { rows }) => sum + rows, 0),
      scopes: all,
      told: all.filter(({ status }) => status !== 'ok' && status !== 'working'),
      completeAt: seen.includes(null) ? null : (seen as string[]).reduce((one, other) => (one < other ? one : other)),
      status: BY_RANK.find((status) => count(status) > 0) ?? 'ok',
      words: BY_RANK.toReversed()
        .filter((status) => count(status) > 0)
        .map((status) => `${count(status).toLocaleString('en')} ${WORD[status]}`)
        .join(', '),
    };
  });
}
