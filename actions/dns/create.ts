import { dnsCreate } from '../../contract/actions/dns.ts';
import type { RecordSetImage } from '../../contract/plans/record-set-image.ts';
import type { Queryable } from '../../model/database.ts';
import { canonicalName } from '../../model/dns/name.ts';
import { newSet } from '../../model/dns/new-set.ts';
import { inTheWay, missing, wrongFields } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';
import { whyTheZoneNeedsIt } from './apex.ts';
import { refuseBadContents } from './contents.ts';
import { delegationWarnings } from './delegation.ts';
import type { PlannedZone } from './record-sets.ts';
import { settingsOf } from './settings.ts';
import { refuseUnwritable } from './refuse-unwritable.ts';
import { oneClusterCheck, writeSteps } from './write-sets.ts';
import { wrongName } from './wrong-content.ts';

export const create = action(dnsCreate, async ({ db }, params) => {
  const { zone, clusterId } = await zoneById(db, params.zoneId);
  const name = nameIn(zone.zone, params.name);
  const after: RecordSetImage = {
    name,
    type: params.type,
    ...settingsOf(zone.system, params),
    tags: [],
    values: refuseBadContents(params.type, params.contents).map((content) => ({ content, ref: null })),
  };
  const unlike = whyTheZoneNeedsIt(zone, null, after);
  if (unlike !== null) throw inTheWay(unlike);
  const place = await newSet(db, params.zoneId, name);
  if (!place.seen)
    throw inTheWay(
      `${name} would be in another cluster than its zone, or in none: somebody who sees all has to plan it`,
    );
  refuseNeighbours(zone, after, place.types);
  // What we make is ours.
  refuseUnwritable({ zone, adopted: true }, after);
  const title = `Create ${name} ${params.type}`;
  return {
    title,
    button: title,
    steps: writeSteps([{ zone, change: { id: null, before: null, after } }]),
    checks: [await oneClusterCheck(db, [place.clusterId])],
    warnings: await delegationWarnings(db, zone, after),
    objects: [{ kind: 'zones', id: params.zoneId, name: zone.zone }],
    clusterIds: [place.clusterId],
    alsoIn: [clusterId],
  };
});

/** @throws Refused 404 */
export async function zoneById(db: Queryable, id: string): Promise<{ zone: PlannedZone; clusterId: string | null }> {
  const { rows } = await db.query<PlannedZone & { clusterId: string | null }>(
    `SELECT z.id AS "zoneId", z.source_id AS "sourceId", m.name AS "sourceName", m.system, m.mode, z.key AS "zoneKey", z.name AS zone, z.plan, z.cluster_id AS "clusterId"
       FROM zones z JOIN write_modes() m ON m.id = z.source_id WHERE z.id = $1 AND z.gone_at IS NULL`,
    [id],
  );
  if (!rows[0]) throw missing('params.zoneId: there is no such zone');
  const { clusterId, ...zone } = rows[0];
  return { zone, clusterId };
}

/** @throws Refused naming `params.name` */
function nameIn(zone: string, given: string): string {
  if (given.trim() === '@') return zone;
  const wrong = wrongName(given);
  if (wrong !== null) throw wrongFields({ 'params.name': wrong });
  const name = canonicalName(given.trim());
  if (name === zone || name.endsWith(`.${zone}`)) return name;
  if (given.trim().endsWith('.')) throw wrongFields({ 'params.name': `${name} is not in the zone ${zone}` });
  return canonicalName(`${name}.${zone}`);
}

/** At Cloudflare, which answers for an alias itself, other types may stand beside it (its errors 81053 and 81054). */
const NOT_BESIDE_ALIAS: Record<string, ReadonlySet<string>> = { cloudflare: new Set(['A', 'AAAA', 'CNAME', 'NS']) };

/** @throws Refused 409: the set is there, or a CNAME would stand beside others (RFC 1034 §3.6.2) */
function refuseNeighbours({ system }: PlannedZone, { name, type }: RecordSetImage, types: readonly string[]): void {
  const collides = (other: string) => NOT_BESIDE_ALIAS[system]?.has(other) ?? true;
  if (types.includes(type)) throw inTheWay(`${name} ${type} is there already: edit it`);
  for (const other of types)
    if ((other === 'CNAME' && collides(type)) || (type === 'CNAME' && collides(other)))
      throw inTheWay(`${name} has a ${other}: a CNAME stands alone`);
}
