import { dnsLowerTtl } from '../../contract/actions/dns.ts';
import { action } from '../engine/action.ts';
import { planMany } from './many-sets.ts';
import { lasts, settingsOf } from './settings.ts';

export const lowerTtl = action(dnsLowerTtl, async ({ db }, { recordSetIds, ttl, onFailure }) => {
  const { draft, wanted } = await planMany(db, {
    ids: recordSetIds,
    verb: 'Lower the TTL of',
    // The provider's own edge answers for what is proxied, and chooses the time.
    after({ image, zone }) {
      const lowered = { ...image, ...settingsOf(zone.system, { ttl }, image) };
      return image.proxied || lasts(image) <= lasts(lowered) ? image : lowered;
    },
    already: 'it is as low already, or proxied',
    onFailure,
  });
  const longest = Math.max(0, ...wanted.map(({ change }) => lasts(change.before!)));
  const warnings =
    wanted.length > 0
      ? [{ text: `Resolvers keep the old TTL for up to ${longest} s more: wait so long before you flip`, objects: [] }]
      : [];
  return { ...draft, warnings };
});
