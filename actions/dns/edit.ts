import { dnsEdit } from '../../contract/actions/dns.ts';
import { type RecordSetImage, sameSet } from '../../contract/plans/record-set-image.ts';
import { canonicalContent } from '../../model/dns/content.ts';
import { missing } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';
import { refuseBadContents } from './contents.ts';
import { refuseUnwritable } from './refuse-unwritable.ts';
import { setsById } from './record-sets.ts';
import { oneClusterCheck, somethingCheck, writeSteps, zoneShareCheck } from './write-sets.ts';

export const edit = action(dnsEdit, async ({ db }, params) => {
  const [set] = await setsById(db, [params.recordSetId]);
  if (!set) throw missing('There is no such record set');
  const { image } = set;
  const { ttl = image.ttl, proxied = image.proxied, comment = image.comment } = params;
  const contents = params.contents && refuseBadContents(image.type, params.contents);
  const after: RecordSetImage = {
    ...image,
    ttl: proxied ? null : ttl,
    proxied,
    comment,
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
    objects: [{ kind: 'record_sets', id: set.id, name }],
    clusterIds: [set.clusterId],
  };
});

/** Values that stay keep what the provider calls them, and disabled ones stay as they are. */
export function withContents(image: RecordSetImage, contents: readonly string[]): RecordSetImage['values'] {
  const wanted = [...new Set(contents.map((content) => canonicalContent(image.type, content)))];
  const kept = new Map(image.values.filter((value) => !value.disabled).map((value) => [value.content, value]));
  return [
    ...wanted.map((content) => kept.get(content) ?? { content, ref: null }),
    ...image.values.filter((value) => value.disabled),
  ];
}
