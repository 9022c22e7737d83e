import type { PlanOffer, PlanWarning } from '../../contract/plans/plan.ts';
import { findSystemCard } from '../../contract/systems/all.ts';
import { lasts } from './settings.ts';
import type { Wanted } from './write-sets.ts';

/** A TTL above it makes a flip slow to be seen. */
const SOON = 60;

const slow = (wanted: readonly Wanted[]) =>
  wanted.filter(({ change }) => !change.before!.proxied && lasts(change.before!) > SOON);

/** How long resolvers may go on answering what was there. */
export function ttlWarnings(wanted: readonly Wanted[]): PlanWarning[] {
  const late = slow(wanted);
  if (late.length === 0) return [];
  const longest = Math.max(...late.map(({ change }) => lasts(change.before!)));
  const sets = `${late.length} record set${late.length === 1 ? ' is' : 's are'} not proxied`;
  return [{ text: `Resolvers may answer the old values for up to ${longest} s (${sets})`, objects: [] }];
}

export function ttlOffers(wanted: readonly Wanted[]): PlanOffer[] {
  const recordSetIds = slow(wanted)
    .filter(({ change }) => change.before!.ttl !== null)
    .flatMap(({ change }) => change.id ?? []);
  if (recordSetIds.length === 0) return [];
  const label = `Lower ${recordSetIds.length} TTL${recordSetIds.length === 1 ? '' : 's'} to ${SOON} s first`;
  return [{ when: 'before', label, action: 'dns.lower-ttl', params: { recordSetIds, ttl: SOON } }];
}

/** What the edge keeps came from the old side. */
export function purgeOffers(wanted: readonly Wanted[]): PlanOffer[] {
  const zones = new Map<string, { zone: Wanted['zone']; hosts: Set<string> }>();
  for (const { zone, change } of wanted) {
    const cached = findSystemCard(zone.system)?.writes?.steps.includes('cache.purge');
    if (!change.after?.proxied || zone.zoneId === null || !cached) continue;
    const one = zones.get(zone.zoneId) ?? { zone, hosts: new Set<string>() };
    one.hosts.add(change.after.name);
    zones.set(zone.zoneId, one);
  }
  return [...zones.values()].map(({ zone, hosts }) => ({
    when: 'after',
    label: `Purge what is cached of ${hosts.size} host${hosts.size === 1 ? '' : 's'} in ${zone.zone}`,
    action: 'cache.purge',
    params: { zoneId: zone.zoneId, hosts: [...hosts] },
  }));
}
