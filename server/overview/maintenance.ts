import type { Neighbour } from '../../contract/api/links.ts';
import type { Overview } from '../../contract/api/overview.ts';
import { maintenanceEvents } from '../../contract/kinds/maintenance-events.ts';
import { tableAt } from '../lists/conditions.ts';
import { BACKWARD, FORWARD } from '../objects/impact.ts';
import { linksAt } from '../objects/links.ts';
import { readNeighbours } from '../objects/neighbours.ts';
import type { Reading } from '../reader.ts';
import { instantSql, type Looked, ownSql, valuesOf } from './looked.ts';

const DAYS = 14;
const MOST_EVENTS = 20;

interface EventRow {
  id: string;
  name: string;
  code: string;
  notBefore: string | null;
  notAfter: string | null;
  clusterId: string | null;
  instanceId: string | null;
}

/** Work that is announced for the days to come, soonest first. */
export async function readMaintenance(reading: Reading, looked: Looked): Promise<Overview['maintenance']> {
  const from = instantSql(looked);
  const instance = linksAt(looked.at, 'l.to_id', `l.from_id = o.id AND l.rule = 'maintenance-event-instance'`);
  const { rows } = await reading.client.query<EventRow>(
    `SELECT o.id, o.name, o.code, o.not_before AS "notBefore", o.not_after AS "notAfter", o.cluster_id AS "clusterId",
            (${instance} LIMIT 1) AS "instanceId"
       FROM ${tableAt(maintenanceEvents, looked.at && from)}
      WHERE o.gone_at IS NULL AND o.state = 'scheduled' AND o.not_before < ${from} + interval '${DAYS} days'
        AND coalesce(o.not_after, o.not_before + interval '1 day') > ${from} AND ${ownSql('o.cluster_id')}
      ORDER BY o.not_before, o.id LIMIT ${MOST_EVENTS}`,
    valuesOf(looked),
  );
  const instances = rows.flatMap(({ instanceId }) => (instanceId ? [{ kind: 'instances', id: instanceId }] : []));
  const neighbours: Map<string, Neighbour> = await readNeighbours(reading, instances, looked.at);
  const touched = await countTouched(
    reading,
    rows.map((row) => row.id),
    looked.at,
  );
  return rows.map(({ instanceId, ...event }) => ({
    ...event,
    instance: (instanceId && neighbours.get(instanceId)) || null,
    touches: Math.max((touched.get(event.id) ?? 0) - (instanceId ? 1 : 0), 0),
  }));
}

/** How many objects each of some objects has an effect on, in one walk for all: UNION stops at what was reached before. */
async function countTouched({ client }: Reading, ids: string[], at: string | null): Promise<Map<string, number>> {
  if (!ids.length) return new Map();
  const n = at === null ? 2 : 3;
  const forward = linksAt(at, 'l.to_id AS id', `l.from_id = w.id AND l.rule = ANY ($${n}::text[])`);
  const backward = linksAt(at, 'l.from_id', `l.to_id = w.id AND l.rule = ANY ($${n + 1}::text[])`);
  const { rows } = await client.query<{ root: string; count: number }>(
    `WITH RECURSIVE walk (root, id) AS (
       SELECT id, id FROM unnest($1::uuid[]) AS id
       UNION
       SELECT w.root, n.id FROM walk w CROSS JOIN LATERAL (${forward} UNION ALL ${backward}) n)
     SELECT root, count(*)::int - 1 AS count FROM walk GROUP BY root`,
    [ids, ...(at === null ? [] : [at]), FORWARD, BACKWARD],
  );
  return new Map(rows.map(({ root, count }) => [root, count]));
}
