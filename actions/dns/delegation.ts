import type { RecordSetImage } from '../../contract/plans/record-set-image.ts';
import type { PlanWarning } from '../../contract/plans/plan.ts';
import type { Queryable } from '../../model/database.ts';
import type { PlannedZone } from './record-sets.ts';

interface Found {
  id: string;
  kind: 'record_sets' | 'zones';
  name: string;
}

/** Where a zone gives a part of itself away: by an NS set, or because the same server has a zone of that name, which it then answers from. */
const CUT_AT = `
  SELECT id, 'record_sets' AS kind, name FROM record_sets
   WHERE source_id = $1 AND zone_key = $2 AND type = 'NS' AND name = ANY ($3::text[]) AND gone_at IS NULL
  UNION ALL
  SELECT id, 'zones', name FROM zones WHERE source_id = $1 AND name = ANY ($3::text[]) AND gone_at IS NULL
   ORDER BY name, kind LIMIT 1`;

const BELOW = `
  SELECT id, 'record_sets' AS kind, name || ' ' || type AS name FROM record_sets
   WHERE source_id = $1 AND zone_key = $2 AND gone_at IS NULL AND (name LIKE $3 ESCAPE '!' OR (name = $4 AND type NOT IN ('NS', 'DS')))
   ORDER BY name, id LIMIT 6`;

/**
 * What others answer for, whatever this zone says (RFC 1034 §4.2): a set below a delegation is seen by nobody, but for addresses of name servers; sets
 * below a new delegation no longer are. As far as who plans sees it.
 */
export async function delegationWarnings(
  db: Queryable,
  zone: PlannedZone,
  set: Pick<RecordSetImage, 'name' | 'type'>,
): Promise<PlanWarning[]> {
  const cuts = namesBetween(set, zone.zone);
  const above = cuts.length ? (await db.query<Found>(CUT_AT, [zone.sourceId, zone.zoneKey, cuts])).rows[0] : undefined;
  if (above) {
    const by = above.kind === 'zones' ? 'a zone of its own' : 'delegated by its NS set';
    return [
      {
        text: `${above.name} is ${by}: resolvers do not ask ${zone.zone} for ${set.name}, but for addresses of name servers`,
        objects: [above],
      },
    ];
  }
  if (set.type !== 'NS' || set.name === zone.zone) return [];
  const pattern = `%.${set.name.replaceAll(/[!%_]/g, '!$&')}`;
  const { rows } = await db.query<Found>(BELOW, [zone.sourceId, zone.zoneKey, pattern, set.name]);
  if (rows.length === 0) return [];
  return [
    {
      text: `From then on resolvers ask those name servers for ${set.name} and all below it, and not ${zone.zone}, which has sets there`,
      objects: rows.slice(0, 5),
    },
  ];
}

/** The names from right below the zone down to the set: its own only for what would not itself be the delegation. */
function namesBetween({ name, type }: Pick<RecordSetImage, 'name' | 'type'>, zone: string): string[] {
  const labels = name === zone ? [] : name.slice(0, -zone.length - 1).split('.');
  const names = labels.map((_, place) => `${labels.slice(place).join('.')}.${zone}`);
  return type === 'NS' || type === 'DS' ? names.slice(1) : names;
}
