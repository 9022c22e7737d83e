import { z } from 'zod';
import { address } from './address.ts';
import { systemCard } from './system.ts';

export const cloudflare = systemCard({
  name: 'cloudflare',
  label: 'Cloudflare',
  about: 'Zones and record sets of one account.',
  settings: z.strictObject({
    apiToken: z.string().min(1).max(400).describe('API token with Zone Read and DNS Read.'),
    accountId: z
      .string()
      .regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits')
      .optional()
      .describe('Only zones of this account; needed when the token sees several.'),
    zones: z.array(z.string().min(1)).min(1).optional().describe('Only these zones; empty means all.'),
    baseUrl: address
      .default('https://api.cloudflare.com/client/v4')
      .describe('Another endpoint that speaks the same API.'),
  }),
  secrets: ['apiToken'],
  provides: ['zones', 'record_sets'],
  interval: 120,
});
