import { dnsEdit } from '../../contract/actions/dns.ts';
import type { PlanWarning } from '../../contract/plans/plan.ts';
import { contentsOf, type RecordSetImage, sameSet } from '../../contract/plans/record-set-image.ts';
import type { Queryable } from '../../model/database.ts';
import { canonicalContent } from '../../model/dns/content.ts';
import { missing, wrongFields } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';
import { anythingOfOurs, hasTarget } from './answered.ts';
import { delegationWarnings } from './delegation.ts';
import { refuseBadContents } from './contents.ts';
import { refuseUnwritable } from './refuse-unwritable.ts';
import { setsById } from './record-sets.ts';
import { settingsOf } from './settings.ts';
import { oneClusterCheck, somethingCheck, writeSteps, zoneShareCheck } from './write-sets.ts';

export const edit = action(dnsEdit, async ({ db }, params) => {
  const { recordSetId, ...changed } = params;
  if (Object.values(changed).every((value) => value === undefined))
    throw wrongFields({ 'params.contents': 'give what is to change: contents, ttl, proxied or comment' });
  const [set] = await setsById(db, [recordSetId]);
  if (!set) throw missing('params.recordSetId: there is no such record set');
  const { image } = set;
  const contents = params.contents && refuseBadContents(image.type, params.contents);
  const after: RecordSetImage = {
    ...image,
    ...settingsOf(set.zone.system, params, image),
    values: contents ? withContents(image, contents) : image.values,
  };
  refuseUnwritable(set, after);
  const name = `${image.name} ${image.type}`;
  const wanted = sameSet(image, after) ? [] : [{ zone: set.zone, change: { id: set.id, before: image, after } }];
  return {
    title: `Edit ${name}`,
    button: `Edit ${name}`,
    steps: writeSteps(wanted),
    checks: [...somethingCheck(wanted), await zoneShareCheck(db, wanted), await oneClusterCheck(db, [set.clusterId])],
    warnings: [
      ...(await leavesOurs(db, set.id, image, after)),
      // Who edits an NS set moves a delegation that is there.
      ...(image.type === 'NS' ? [] : await delegationWarnings(db, set.zone, image)),
    ],
    objects: [{ kind: 'record_sets', id: set.id, name }],
    clusterIds: [set.clusterId],
  };
});

/** A name that led to something of ours and no longer will dangles, or is somebody else's from then on. */
async function leavesOurs(
  db: Queryable,
  id: string,
  before: RecordSetImage,
  after: RecordSetImage,
): Promise<PlanWarning[]> {
  const [was, is] = [contentsOf(before), contentsOf(after)];
  if (is.every((content) => was.includes(content)) || !(await hasTarget(db, id))) return [];
  if (await anythingOfOurs(db, after.type, is)) return [];
  return [
    {
      text: `None of its new values is an address or a name of anything known here: ${is.slice(0, 5).join(', ')}`,
      objects: [],
    },
  ];
}

/**
 * Values that stay keep what the provider calls them. Disabled ones stay as they are, but for those that are wanted: a standby's address is often kept so
 * until it is its turn.
 */
export function withContents(image: RecordSetImage, contents: readonly string[]): RecordSetImage['values'] {
  const wanted = [...new Set(contents.map((content) => canonicalContent(image.type, content)))];
  const kept = new Map(image.values.filter((value) => !value.disabled).map((value) => [value.content, value]));
  return [
    ...wanted.map((content) => kept.get(content) ?? { content, ref: null }),
    ...image.values.filter(({ content, disabled }) => disabled && !wanted.includes(content)),
  ];
}
