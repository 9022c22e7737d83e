import { findSystemCard } from '../../contract/systems/all.ts';
import type { RecordSetImage } from '../../contract/plans/record-set-image.ts';
import type { Queryable } from '../../model/database.ts';

/** A record set as planners need it: what it is, and whether it may be written. */
export interface PlannedSet {
  id: string;
  image: RecordSetImage;
  zone: PlannedZone;
  clusterId: string | null;
  adopted: boolean;
}

export interface PlannedZone {
  /** Its row; null where who plans does not see it. */
  zoneId: string | null;
  sourceId: string;
  sourceName: string;
  system: string;
  mode: 'read' | 'write-adopted' | 'write-all';
  zoneKey: string;
  zone: string;
  plan: string | null;
}

interface Row extends PlannedZone {
  id: string;
  name: string;
  type: string;
  ttl: number | null;
  proxied: boolean | null;
  comment: string | null;
  recordTags: string[];
  values: RecordSetImage['values'];
  clusterId: string | null;
  adopted: boolean;
}

const SETS = `
  SELECT r.id, r.name, r.type, r.ttl, r.proxied, r.comment, r.record_tags AS "recordTags", r."values", r.zone, r.zone_key AS "zoneKey",
         r.cluster_id AS "clusterId", r.source_id AS "sourceId", m.name AS "sourceName", m.system, m.mode, z.id AS "zoneId", z.plan, a.id IS NOT NULL AS adopted
    FROM record_sets r
    JOIN write_modes() m ON m.id = r.source_id
    LEFT JOIN zones z ON z.source_id = r.source_id AND z.key = r.zone_key AND z.gone_at IS NULL
    LEFT JOIN adoptions a ON a.kind = 'record_sets' AND a.id = r.id
   WHERE r.gone_at IS NULL`;

const plannedSet = (row: Row): PlannedSet => ({
  id: row.id,
  clusterId: row.clusterId,
  adopted: row.adopted,
  zone: {
    zoneId: row.zoneId,
    sourceId: row.sourceId,
    sourceName: row.sourceName,
    system: row.system,
    mode: row.mode,
    zoneKey: row.zoneKey,
    zone: row.zone,
    plan: row.plan,
  },
  image: {
    name: row.name,
    type: row.type,
    ttl: row.ttl,
    proxied: row.proxied,
    comment: row.comment,
    tags: row.recordTags,
    values: row.values.map(({ content, ref, disabled }) => ({ content, ref, ...(disabled ? { disabled } : {}) })),
  },
});

/** By name and type, so that the same model gives the same plan. */
const ORDER = ' ORDER BY m.name, r.zone, r.name, r.type, r.id';

export async function setsById(db: Queryable, ids: readonly string[]): Promise<PlannedSet[]> {
  const { rows } = await db.query<Row>(`${SETS} AND r.id = ANY ($1::uuid[])${ORDER}`, [ids]);
  return rows.map(plannedSet);
}

/** Those that the model links to one of these objects, by a value that is their address or name. */
export async function setsLinkedTo(db: Queryable, ids: readonly string[]): Promise<PlannedSet[]> {
  const { rows } = await db.query<Row>(
    `${SETS} AND r.id IN (SELECT l.from_id FROM links l WHERE l.from_kind = 'record_sets' AND l.to_id = ANY ($1::uuid[]))${ORDER}`,
    [ids],
  );
  return rows.map(plannedSet);
}

/** null when plans may write it, else the reason. @param after what is wanted, where the provider has limits of its own */
export function whyNotWritable(
  set: Pick<PlannedSet, 'zone' | 'adopted'>,
  after: RecordSetImage | null = null,
): string | null {
  const { zone } = set;
  const writes = findSystemCard(zone.system)?.writes;
  if (!writes?.steps.includes('dns.write-record-sets')) return `${zone.system} cannot be written`;
  if (zone.mode === 'read') return `the source ${zone.sourceName} is read-only: set its write mode first`;
  if (zone.mode === 'write-adopted' && !set.adopted)
    return `it is not adopted, and ${zone.sourceName} writes only what is`;
  return after ? writes.refuses(after, zone.plan) : null;
}

/** Sets of addresses that hold one of these. */
export async function setsHolding(db: Queryable, addresses: readonly string[]): Promise<PlannedSet[]> {
  const { rows } = await db.query<Row>(`${SETS} AND r.type IN ('A', 'AAAA') AND r.contents && $1::text[]${ORDER}`, [
    addresses,
  ]);
  return rows.map(plannedSet);
}
