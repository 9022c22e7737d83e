import { cachePurge } from '../../contract/actions/cache.ts';
import { purgesOf } from '../../contract/plans/chunks.ts';
import { purgedWords } from '../../contract/plans/describe.ts';
import type { StepData } from '../../contract/plans/steps.ts';
import { findSystemCard } from '../../contract/systems/all.ts';
import { inTheWay, wrongFields } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';
import { zoneById } from '../dns/create.ts';

export const purge = action(cachePurge, async ({ db }, { zoneId, ...what }) => {
  const given = Object.entries(what).filter(([, value]) => value !== undefined);
  if (given.length !== 1)
    throw wrongFields({ 'params.hosts': 'give exactly one of hosts, prefixes, tags, files and everything' });
  refuseForeignHosts(what);
  const { zone, clusterId } = await zoneById(db, zoneId);
  if (!findSystemCard(zone.system)?.writes?.steps.includes('cache.purge'))
    throw inTheWay(`${zone.system} keeps no cache`);
  if (zone.mode === 'read') throw inTheWay(`the source ${zone.sourceName} is read-only: set its write mode first`);
  const { sourceId, sourceName, system, zoneKey, zone: name } = zone;
  const all = Object.fromEntries(given);
  return {
    title: `Purge the cache of ${name}: ${purgedWords(all).slice(0, 120)}`,
    button: `Purge ${name}`,
    steps: purgesOf(all).map((one): StepData => ({
      type: 'cache.purge',
      v: 1,
      target: { sourceId, sourceName, system, zoneKey, zone: name },
      what: one,
    })),
    warnings: [{ text: 'What is purged is fetched from the origin again: expect load there', objects: [] }],
    objects: [{ kind: 'zones', id: zoneId, name }],
    clusterIds: [clusterId],
  };
});

/** A prefix has no scheme (Cloudflare: cache/how-to/purge-cache); a file has one. */
function refuseForeignHosts({ prefixes, files }: { prefixes?: string[]; files?: string[] }): void {
  const schemed = prefixes?.find((one) => /^https?:/i.test(one));
  if (schemed) throw wrongFields({ 'params.prefixes': `${schemed}: without https://` });
  const bare = files?.find((one) => !/^https?:\/\//i.test(one));
  if (bare) throw wrongFields({ 'params.files': `${bare}: a whole URL, with https://` });
}
