import { z } from 'zod';
import { address } from './address.ts';
import { systemCard } from './system.ts';

export const powerdns = systemCard({
  name: 'powerdns',
  label: 'PowerDNS',
  about: 'Zones and record sets of one PowerDNS authoritative server.',
  settings: z.strictObject({
    url: address.describe('Address of the server’s API, such as http://10.0.0.5:8081.'),
    apiKey: z.string().min(1).max(400).describe('The server’s api-key.'),
    serverId: z.string().min(1).default('localhost').describe('The server’s id in its API; nearly always localhost.'),
    zones: z.array(z.string().min(1)).min(1).optional().describe('Only these zones; empty means all.'),
  }),
  secrets: ['apiKey'],
  provides: ['zones', 'record_sets'],
  interval: 60,
});
