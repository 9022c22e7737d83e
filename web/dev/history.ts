import { findKind } from '../../contract/kinds/all.ts';
import { ago, type Estate, type Thing } from './estate.ts';
import { linksOf, type Edge } from './links.ts';

const HOUR = 3_600_000;

/** What happened to an object: made up, but told as the API tells it. */
export function historyOf(estate: Estate, edges: readonly Edge[], kind: string, thing: Thing, before: string | null) {
  const declared = findKind(kind);
  const other = linksOf(edges, thing.id).items[0];
  const at = String(thing['changedAt']);
  const items = [
    thing['worstFinding'] && {
      at: ago(2 * HOUR),
      what: 'finding-opened',
      runId: null,
      changes: [],
      other: {
        kind: 'findings',
        id: estate.get('findings')?.[0]?.id ?? thing.id,
        name: 'points at nothing we own',
        because: '',
        severity: thing['worstFinding'],
      },
    },
    declared &&
      'state' in declared.fields && {
        at,
        what: 'changed',
        runId: thing['runId'] ?? null,
        changes: [
          { field: 'state', before: 'pending', after: thing['state'] },
          { field: 'publicAddresses', before: [], after: thing['publicAddresses'] },
        ],
        other: null,
      },
    kind === 'record_sets' && {
      at,
      what: 'changed',
      runId: thing['runId'] ?? null,
      changes: [
        { field: 'ttl', before: 3600, after: thing['ttl'] },
        { field: 'contents', before: ['203.0.113.4'], after: thing['contents'] },
      ],
      other: null,
    },
    other && {
      at: ago(41 * 24 * HOUR - 60_000),
      what: 'linked',
      runId: null,
      changes: [],
      other: {
        kind: other.object.kind,
        id: other.object.id,
        name: other.object.name,
        because: other.because,
        severity: null,
      },
    },
    { at: ago(41 * 24 * HOUR), what: 'created', runId: thing['runId'] ?? null, changes: [], other: null },
  ].filter((item): item is Exclude<typeof item, false | null | undefined | '' | 0> => Boolean(item));
  const ordered = items.toSorted((one, next) =>
    String((one as Thing)['at']) < String((next as Thing)['at']) ? 1 : -1,
  );
  return {
    items: ordered.filter((one) => !before || String((one as unknown as Thing)['at']) <= before),
    hasMore: false,
  };
}
