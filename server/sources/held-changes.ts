import type { HeldChange } from '../../contract/api/held-changes.ts';
import { readNeighbours } from '../objects/neighbours.ts';
import type { Reading } from '../reader.ts';

const MOST_OBJECTS = 100;

interface Filter {
  id?: string;
  sourceId?: string;
  state?: string;
}

/** Newest first. For readers of all clusters. */
export async function readHeldChanges(reading: Reading, { id, sourceId, state }: Filter): Promise<HeldChange[]> {
  const { rows } = await reading.client.query<Omit<HeldChange, 'objects'> & { ids: string[] }>(
    `SELECT h.id, h.source_id AS "sourceId", coalesce(s.name, '') AS "sourceName", h.kind, h.scope, coalesce(h.scope_title, h.scope) AS "scopeTitle", h.reason, h.detail, h.state,
            cardinality(h.ids) AS count, h.ids[1:${MOST_OBJECTS}] AS ids, h.created_at AS "createdAt", h.decided_at AS "decidedAt", h.decided_by AS "decidedBy"
       FROM held_changes h LEFT JOIN sources s ON s.id = h.source_id
      WHERE ($1::uuid IS NULL OR h.id = $1) AND ($2::uuid IS NULL OR h.source_id = $2) AND ($3::text IS NULL OR h.state = $3)
      ORDER BY h.created_at DESC LIMIT 200`,
    [id ?? null, sourceId ?? null, state ?? null],
  );
  const wanted = rows.flatMap(({ kind, ids }) => ids.map((one) => ({ kind, id: one })));
  const objects = await readNeighbours(reading, wanted, null);
  return rows.map(({ ids, ...held }) => ({
    ...held,
    objects: ids.flatMap((one) => {
      const object = objects.get(one);
      return object ? [{ kind: object.kind, id: one, name: object.name }] : [];
    }),
  }));
}
