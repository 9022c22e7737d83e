import { z } from 'zod';
import { awsAccountSchema } from './aws-schema.ts';
import { cloudflareSchema } from './cloudflare-schema.ts';
import { hypervisorSchema } from './hypervisor-schema.ts';
import { powerDnsZoneSchema } from './powerdns-schema.ts';

/** What `load` was last asked for: the rows themselves are computed from it (lab/load.ts). */
export const loadSettingsSchema = z.object({
  objects: z.number().int().min(0),
  /** Percentage of the rows that belong to the newest revision, the others keep revision 0. */
  changedPercent: z.number().min(0).max(100).default(0),
  revision: z.number().int().min(0).default(0),
});
export type LoadSettings = z.infer<typeof loadSettingsSchema>;

/** The whole state as JSON: what `world.json` holds, and what a test or the demo builds a world from. */
export const worldSnapshotSchema = z.object({
  version: z.literal(1).default(1),
  seed: z.string().default('switchyard'),
  /** How many identities have been given away; the next one follows from seed and count. */
  issued: z.number().int().default(0),
  clockOffset: z.number().default(0),
  load: loadSettingsSchema.optional(),
  aws: z.array(awsAccountSchema).default([]),
  cloudflare: cloudflareSchema.default({ accounts: [], tokens: [], zones: [], purges: [] }),
  powerdns: z.array(powerDnsZoneSchema).default([]),
  hypervisors: z.array(hypervisorSchema).default([]),
});
export type WorldSnapshot = z.infer<typeof worldSnapshotSchema>;
export type WorldInput = z.input<typeof worldSnapshotSchema>;
