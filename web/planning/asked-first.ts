/** Actions whose parameters could all be left out, though then nothing would come of them: their form is always shown. */
export const ASKED_FIRST: ReadonlySet<string> = new Set(['dns.edit', 'cache.purge', 'dns.lower-ttl']);
