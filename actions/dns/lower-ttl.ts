import { dnsLowerTtl } from '../../contract/actions/dns.ts';
import { action } from '../engine/action.ts';
import { planMany } from './many-sets.ts';

export const lowerTtl = action(dnsLowerTtl, async ({ db }, { recordSetIds, ttl, onFailure }) => {
  const { draft, wanted } = await planMany(db, {
    ids: recordSetIds,
    verb: 'Lower the TTL of',
    // The provider's own edge answers for what is proxied, and chooses the time.
    after: ({ image }) => (image.proxied || (image.ttl !== null && image.ttl <= ttl) ? image : { ...image, ttl }),
    already: 'it is as low already, or proxied',
    onFailure,
  });
  const longest = Math.max(0, ...wanted.map(({ change }) => change.before!.ttl ?? 300));
  const warnings =
    longest > ttl
      ? [{ text: `Resolvers keep the old TTL for up to ${longest} s more: wait so long before you flip`, objects: [] }]
      : [];
  return { ...draft, warnings };
});
