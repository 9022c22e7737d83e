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
  const { zone, clusterId } = await zoneById(db, zoneId);
  refuseForeign(zone.zone, what);
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

/**
 * A prefix has no scheme (Cloudflare: cache/how-to/purge-cache); a file has one. What is not of the zone is not in its cache.
 * @throws Refused naming the parameter and the value
 */
function refuseForeign(zone: string, { hosts = [], prefixes = [], files = [] }: Record<string, unknown> & Named): void {
  const schemed = prefixes.find((one) => /^https?:/i.test(one));
  if (schemed) throw wrongFields({ 'params.prefixes': `${schemed}: without https://` });
  const bare = files.find((one) => !/^https?:\/\//i.test(one) || !URL.canParse(one));
  if (bare) throw wrongFields({ 'params.files': `${bare}: a whole URL, with https://` });
  for (const [parameter, values, hostOf] of [
    ['hosts', hosts, (host: string) => host],
    ['prefixes', prefixes, (prefix: string) => prefix.split('/')[0]!],
    ['files', files, (file: string) => new URL(file).hostname],
  ] as const) {
    const foreign = values.find((value) => !isIn(zone, hostOf(value).toLowerCase()));
    if (foreign) throw wrongFields({ [`params.${parameter}`]: `${foreign}: not in the zone ${zone}` });
  }
}

interface Named {
  hosts?: string[];
  prefixes?: string[];
  files?: string[];
}

const isIn = (zone: string, host: string) => host === zone || host.endsWith(`.${zone}`);
