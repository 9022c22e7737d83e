import { chunksOf } from '../../contract/plans/chunks.ts';
import type { PlanCheck } from '../../contract/plans/plan.ts';
import type { RecordSetChange, StepData } from '../../contract/plans/steps.ts';
import type { Queryable } from '../../model/database.ts';
import { failed, passed } from '../engine/draft.ts';
import type { PlannedZone } from './record-sets.ts';

/** What is to become of one record set. */
export interface Wanted {
  zone: PlannedZone;
  change: RecordSetChange;
}

const zoneOf = ({ sourceId, zoneKey }: PlannedZone) => `${sourceId} ${zoneKey}`;

function byZone(wanted: readonly Wanted[]): Map<string, { zone: PlannedZone; changes: RecordSetChange[] }> {
  const zones = new Map<string, { zone: PlannedZone; changes: RecordSetChange[] }>();
  for (const { zone, change } of wanted) {
    const one = zones.get(zoneOf(zone)) ?? { zone, changes: [] };
    one.changes.push(change);
    zones.set(zoneOf(zone), one);
  }
  return zones;
}

/** One write a zone, or as few as its provider takes. */
export const writeSteps = (wanted: readonly Wanted[]): StepData[] =>
  [...byZone(wanted).values()].flatMap(({ zone, changes }) =>
    chunksOf(changes, zone).map((sets) => ({
      type: 'dns.write-record-sets' as const,
      v: 1 as const,
      target: {
        sourceId: zone.sourceId,
        sourceName: zone.sourceName,
        system: zone.system,
        zoneKey: zone.zoneKey,
        zone: zone.zone,
      },
      sets,
    })),
  );

/** octoDNS refuses plans beyond these (octodns PR#40, `UnsafePlan`). */
const MOST_SHARE = 0.3;
const FEW_SETS = 10;

/** The brake on the size of change: a share of a zone that is seldom meant. Of all of the zone, also where who plans sees a part of it. */
export async function zoneShareCheck(db: Queryable, wanted: readonly Wanted[]): Promise<PlanCheck> {
  const zones = [...byZone(wanted).values()].map(({ zone, changes }) => ({
    sourceId: zone.sourceId,
    key: zone.zoneKey,
    touched: changes.filter(({ before }) => before !== null).length,
  }));
  const { rows } = await db.query<{ touched: number; seen: number; zone: string }>(
    `SELECT t.touched, count(r.id)::int AS seen, min(r.zone) AS zone
       FROM jsonb_to_recordset($1) AS t ("sourceId" uuid, key text, touched int)
       JOIN record_sets r ON r.source_id = t."sourceId" AND r.zone_key = t.key AND r.gone_at IS NULL
      WHERE exceeds_share(t."sourceId", t.key, t.touched, $2, $3)
      GROUP BY t."sourceId", t.key, t.touched ORDER BY zone`,
    [JSON.stringify(zones), MOST_SHARE, FEW_SETS],
  );
  const about = `No more than ${MOST_SHARE * 100} % of a zone of ${FEW_SETS} record sets or more`;
  const much = rows.map(({ touched, seen, zone }) => `${touched} of ${seen} in ${zone}`);
  return much.length ? failed('zone-share', about, much.join('; ')) : passed('zone-share', about);
}

/** Both clusters at once is how one loses both. */
export async function oneClusterCheck(db: Queryable, clusterIds: readonly (string | null)[]): Promise<PlanCheck> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT name FROM clusters WHERE id = ANY ($1::uuid[]) AND stage = 'production' ORDER BY name`,
    [[...new Set(clusterIds.filter((id) => id !== null))]],
  );
  const about = 'No more than one production cluster at a time';
  return rows.length > 1
    ? failed('one-cluster', about, rows.map(({ name }) => name).join(', '))
    : passed('one-cluster', about);
}

/** A plan without a change is shown for its reasons, and cannot be applied. */
export const somethingCheck = (wanted: readonly unknown[]): PlanCheck[] =>
  wanted.length
    ? []
    : [failed('something-to-do', 'There is something to change', 'none of it can or has to be changed')];
