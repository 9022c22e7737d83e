import type { Overview } from '../../contract/api/overview.ts';
import { syncedKinds } from '../../contract/kinds/all.ts';
import { tableAt } from '../lists/conditions.ts';
import type { Reading } from '../reader.ts';
import { instantSql, type Looked, ownSql, valuesOf } from './looked.ts';

const DAYS = 30;

/** The number of live objects takes longest on a large estate; kept this long for readers with the same rights, or until something changes. */
const COUNTS_MS = 5000;
const counts = new Map<string, { at: number; heard: number; counts: Promise<Map<string, number>> }>();

async function countLive({ client }: Reading, looked: Looked): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const kind of syncedKinds) {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${tableAt(kind, looked.at && instantSql(looked))}
        WHERE o.gone_at IS NULL AND ${ownSql('o.cluster_id')}`,
      valuesOf(looked),
    );
    found.set(kind.name, rows[0]!.count);
  }
  return found;
}

function cachedCounts(reading: Reading, looked: Looked): Promise<Map<string, number>> {
  const key = `${reading.principal.clusterIds?.toSorted().join() ?? 'all'} ${looked.clusterId} ${looked.at}`;
  const known = counts.get(key);
  const heard = reading.panel.events.changesHeard;
  if (known?.heard === heard && Date.now() - known.at < COUNTS_MS) return known.counts;
  const made = countLive(reading, looked);
  if (counts.size > 500) counts.clear();
  counts.set(key, { at: Date.now(), heard, counts: made });
  made.catch(() => counts.delete(key));
  return made;
}

/** Live objects, and how many there were at the end of each day before. */
export async function readCounts(reading: Reading, looked: Looked): Promise<Overview['counts']> {
  const live = await cachedCounts(reading, looked);
  const day = `(${instantSql(looked)} AT TIME ZONE 'UTC')::date`;
  const { rows } = await reading.client.query<{ kind: string; day: string; count: number }>(
    `SELECT kind, day::text AS day, sum(count)::int AS count FROM day_counts
      WHERE day > ${day} - ${DAYS} AND day < ${day} AND ${ownSql('cluster_id')}
      GROUP BY kind, day ORDER BY day`,
    valuesOf(looked),
  );
  const last = new Date(looked.at ?? Date.now()).toISOString().slice(0, 10);
  return syncedKinds.map(({ name }) => {
    const count = live.get(name) ?? 0;
    const past = rows
      .filter((row) => row.kind === name)
      .map(({ day: then, count: many }) => ({ day: then, count: many }));
    return { kind: name, count, days: [...past, { day: last, count }] };
  });
}
