import type { Overview } from '../contract/api/overview.ts';
import { syncedKinds } from '../contract/kinds/all.ts';
import type { Neighbour } from '../contract/api/links.ts';
import { BACKWARD, FORWARD } from './objects/impact.ts';
import { readNeighbours } from './objects/neighbours.ts';
import type { Reading } from './reader.ts';

const RUNS_A_SOURCE = 20;
const DAYS = 30;
const MAINTENANCE_DAYS = 14;
const MOST_EVENTS = 20;

/** The number of live objects takes longest on a large estate; kept this long for readers with the same rights. */
const COUNTS_MS = 5000;
const counts = new Map<string, { at: number; counts: Promise<Map<string, number>> }>();

/** What one wants to know without a click; only what the reader may see, and of one cluster if that is asked for. */
export async function readOverview(reading: Reading, clusterId: string | null): Promise<Overview> {
  return {
    at: new Date().toISOString(),
    sources: reading.principal.clusterIds === null ? await readSources(reading) : [],
    counts: await readCounts(reading, clusterId),
    findings: await readFindings(reading, clusterId),
    maintenance: await readMaintenance(reading, clusterId),
    changes: await readChanges(reading, clusterId),
  };
}

async function readSources({ client }: Reading): Promise<Overview['sources']> {
  const { rows } = await client.query<Overview['sources'][number]>({
    name: 'overview_sources',
    text: `
    SELECT o.id, o.name, o.system, o.health, o.last_complete_at AS "lastCompleteAt",
           o.last_complete_at + make_interval(secs => 2 * o.interval_seconds + 60) AS "staleAt", o.next_pull_at AS "nextPullAt",
           coalesce((SELECT sum(s.row_count)::int FROM scopes s WHERE s.source_id = o.id), 0) AS rows,
           coalesce(r.runs, '[]') AS runs
      FROM sources o
      LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object(
                 'id', n.id, 'state', n.state, 'startedAt', to_char(n.started_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                 'seconds', extract(epoch FROM n.finished_at - n.started_at)::float8,
                 'created', n.created, 'updated', n.updated, 'gone', n.gone) ORDER BY n.started_at) AS runs
          FROM (SELECT * FROM sync_runs n WHERE n.source_id = o.id ORDER BY n.started_at DESC LIMIT ${RUNS_A_SOURCE}) n) r ON true
     WHERE o.removed_at IS NULL ORDER BY o.name`,
  });
  return rows;
}

const among = (clusterId: string | null, column = 'cluster_id') => (clusterId === null ? '' : `AND ${column} = $1`);
const given = (clusterId: string | null) => (clusterId === null ? [] : [clusterId]);

async function countNow({ client }: Reading, clusterId: string | null): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const kind of syncedKinds) {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${kind.name} WHERE gone_at IS NULL ${among(clusterId)}`,
      given(clusterId),
    );
    found.set(kind.name, rows[0]!.count);
  }
  return found;
}

function cachedCounts(reading: Reading, clusterId: string | null): Promise<Map<string, number>> {
  const key = `${reading.principal.clusterIds?.toSorted().join() ?? 'all'} ${clusterId}`;
  const known = counts.get(key);
  if (known && Date.now() - known.at < COUNTS_MS) return known.counts;
  const made = countNow(reading, clusterId);
  if (counts.size > 500) counts.clear();
  counts.set(key, { at: Date.now(), counts: made });
  made.catch(() => counts.delete(key));
  return made;
}

async function readCounts(reading: Reading, clusterId: string | null): Promise<Overview['counts']> {
  const now = await cachedCounts(reading, clusterId);
  const { rows } = await reading.client.query<{ kind: string; day: string; count: number }>(
    `SELECT kind, day::text AS day, sum(count)::int AS count FROM day_counts
      WHERE day > (now() AT TIME ZONE 'UTC')::date - ${DAYS} AND day < (now() AT TIME ZONE 'UTC')::date ${among(clusterId)}
      GROUP BY kind, day ORDER BY day`,
    given(clusterId),
  );
  const today = new Date().toISOString().slice(0, 10);
  return syncedKinds.map(({ name }) => {
    const count = now.get(name) ?? 0;
    const past = rows.filter((row) => row.kind === name).map(({ day, count: then }) => ({ day, count: then }));
    return { kind: name, count, days: [...past, { day: today, count }] };
  });
}

async function readFindings({ client }: Reading, clusterId: string | null): Promise<Overview['findings']> {
  const { rows } = await client.query<{ severity: keyof Overview['findings']; count: number }>(
    `SELECT severity, count(*)::int AS count FROM findings WHERE state = 'open' ${among(clusterId)} GROUP BY severity`,
    given(clusterId),
  );
  const found = { failing: 0, attention: 0, note: 0 };
  for (const { severity, count } of rows) found[severity] = count;
  return found;
}

interface EventRow {
  id: string;
  name: string;
  code: string;
  notBefore: string | null;
  notAfter: string | null;
  clusterId: string | null;
  instanceId: string | null;
}

async function readMaintenance(reading: Reading, clusterId: string | null): Promise<Overview['maintenance']> {
  const { rows } = await reading.client.query<EventRow>(
    `SELECT o.id, o.name, o.code, o.not_before AS "notBefore", o.not_after AS "notAfter", o.cluster_id AS "clusterId",
            (SELECT l.to_id FROM links l WHERE l.from_id = o.id AND l.rule = 'maintenance-event-instance' LIMIT 1) AS "instanceId"
       FROM maintenance_events o
      WHERE o.gone_at IS NULL AND o.state = 'scheduled' AND o.not_before < now() + interval '${MAINTENANCE_DAYS} days'
        AND coalesce(o.not_after, o.not_before + interval '1 day') > now() ${among(clusterId, 'o.cluster_id')}
      ORDER BY o.not_before, o.id LIMIT ${MOST_EVENTS}`,
    given(clusterId),
  );
  const instances = rows.flatMap(({ instanceId }) => (instanceId ? [{ kind: 'instances', id: instanceId }] : []));
  const neighbours: Map<string, Neighbour> = await readNeighbours(reading, instances, null);
  const touched = await countTouched(
    reading,
    rows.map((row) => row.id),
  );
  return rows.map(({ instanceId, ...event }) => ({
    ...event,
    instance: (instanceId && neighbours.get(instanceId)) || null,
    touches: Math.max((touched.get(event.id) ?? 0) - (instanceId ? 1 : 0), 0),
  }));
}

/** How many objects each of some objects has an effect on, in one walk for all: UNION stops at what was reached before. */
async function countTouched({ client }: Reading, ids: string[]): Promise<Map<string, number>> {
  if (!ids.length) return new Map();
  const { rows } = await client.query<{ root: string; count: number }>(
    `WITH RECURSIVE walk (root, id) AS (
       SELECT id, id FROM unnest($1::uuid[]) AS id
       UNION
       SELECT w.root, n.id FROM walk w CROSS JOIN LATERAL (
         SELECT l.to_id AS id FROM links l WHERE l.from_id = w.id AND l.rule = ANY ($2::text[])
         UNION ALL
         SELECT l.from_id FROM links l WHERE l.to_id = w.id AND l.rule = ANY ($3::text[])) n)
     SELECT root, count(*)::int - 1 AS count FROM walk GROUP BY root`,
    [ids, FORWARD, BACKWARD],
  );
  return new Map(rows.map(({ root, count }) => [root, count]));
}

async function readChanges({ client }: Reading, clusterId: string | null): Promise<Overview['changes']> {
  const { rows } = await client.query<Overview['changes'][number]>(
    `SELECT date_trunc('hour', at) AS hour, kind, sum(created)::int AS created, sum(updated)::int AS updated, sum(gone)::int AS gone
       FROM change_counts WHERE at > now() - interval '24 hours' ${among(clusterId)}
      GROUP BY 1, kind ORDER BY 1, kind`,
    given(clusterId),
  );
  return rows;
}
