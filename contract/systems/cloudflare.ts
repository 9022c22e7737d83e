import { z } from 'zod';
import { refusedByAll } from '../plans/refused-set.ts';
import { address } from './address.ts';
import { nameServers } from './name-server.ts';
import { systemCard } from './system.ts';

/** Plans whose batches have up to 3,500 operations; the others have 200 (DNS docs, "Batch record changes"). */
const isPaid = (plan: string | null) => /^(pro|business|enterprise)\b/i.test(plan ?? '');
/** Enterprise zones go below a minute (API reference); a plan that is not known may be one. */
const leastTtl = (plan: string | null) => (plan === null || /^enterprise\b/i.test(plan) ? 30 : 60);
const PROXIED = ['A', 'AAAA', 'CNAME'];

export const cloudflare = systemCard({
  name: 'cloudflare',
  label: 'Cloudflare',
  about: 'Zones and record sets of one account.',
  settings: z.strictObject({
    apiToken: z
      .string()
      .min(1)
      .max(400)
      .describe('API token with Zone Read and DNS Read; DNS Write and Cache Purge where plans are to write.'),
    accountId: z
      .string()
      .regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits')
      .optional()
      .describe('Only zones of this account; needed when the token sees several.'),
    zones: z.array(z.string().min(1)).min(1).optional().describe('Only these zones; empty means all.'),
    nameServers: nameServers.describe(
      'Asked by DNS what they serve after a write, such as 192.0.2.1:53; empty means those that Cloudflare names.',
    ),
    baseUrl: address
      .default('https://api.cloudflare.com/client/v4')
      .describe('Another endpoint that speaks the same API.'),
  }),
  secrets: ['apiToken'],
  provides: ['zones', 'record_sets'],
  writes: {
    steps: ['dns.write-record-sets', 'cache.purge'],
    // A record is one value: what is there on both sides is a patch at most, the rest is created or deleted.
    operations: ({ before, after }) => Math.max(before?.values.length ?? 0, after?.values.length ?? 0),
    mostOperations: (plan) => (isPaid(plan) ? 3500 : 200),
    refuses(set, plan) {
      const { type, ttl, proxied, comment } = set;
      if (proxied && !PROXIED.includes(type)) return `only ${PROXIED.join(', ')} can be proxied`;
      if (!proxied && ttl !== null && ttl !== 1 && (ttl < leastTtl(plan) || ttl > 86_400))
        return `a TTL has ${leastTtl(plan)} to 86400 seconds, or is automatic`;
      // external-dns counts so (its constants for free and paid zones).
      const most = /^free\b/i.test(plan ?? '') ? 100 : 500;
      if ((comment?.length ?? 0) > most) return `a comment has at most ${most} characters`;
      return refusedByAll(set);
    },
  },
  interval: 120,
});
