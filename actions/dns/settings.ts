import type { RecordSetImage } from '../../contract/plans/record-set-image.ts';

type Settings = Pick<RecordSetImage, 'ttl' | 'proxied' | 'comment'>;

/** What Cloudflare calls a TTL that it chooses; the model has null for it. */
const AUTOMATIC = 1;
/** Seconds for which resolvers keep a set; an automatic TTL is 300 (Cloudflare, the one provider that has it). */
export const lasts = ({ ttl }: Pick<RecordSetImage, 'ttl'>): number => ttl ?? 300;

/** What a provider gives a set of which nobody has said it. PowerDNS has no automatic TTL. */
const NEW: Record<string, Settings> = {
  cloudflare: { ttl: null, proxied: false, comment: null },
  powerdns: { ttl: 300, proxied: null, comment: null },
};

/** TTL, proxying and comment as they are to be, in the words of the model: what is left out stays, or is as the provider has it for new sets. */
export function settingsOf(system: string, given: Partial<Settings>, now?: Settings): Settings {
  const settings = now ?? NEW[system] ?? NEW.powerdns!;
  const proxied = given.proxied ?? settings.proxied;
  const ttl = given.ttl === undefined ? settings.ttl : given.ttl;
  const comment = given.comment === undefined ? settings.comment : given.comment;
  return {
    // The edge chooses the time for what it answers itself.
    ttl: proxied || (system === 'cloudflare' && ttl === AUTOMATIC) ? null : ttl,
    // Where nothing can be proxied, "not" says nothing.
    proxied: proxied === false && settings.proxied === null && system !== 'cloudflare' ? null : proxied,
    comment: comment === '' ? null : comment,
  };
}
