import { z } from 'zod';

/** Cloudflare as the lab keeps it. Records are kept in the wire's own words: they are read, patched and put back whole. */

const id = z.string().regex(/^[0-9a-f]{32}$/);
const time = z.iso.datetime();

export const plans = ['free', 'pro', 'business', 'enterprise'] as const;
export type Plan = (typeof plans)[number];

export const recordTypes = [
  'A',
  'AAAA',
  'CAA',
  'CERT',
  'CNAME',
  'DNSKEY',
  'DS',
  'HTTPS',
  'LOC',
  'MX',
  'NAPTR',
  'NS',
  'OPENPGPKEY',
  'PTR',
  'SMIMEA',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT',
  'URI',
] as const;
export type RecordType = (typeof recordTypes)[number];

/** One record is one value: a set of three A records is three of these, each with an id. */
export const dnsRecordSchema = z.object({
  id,
  name: z.string(),
  type: z.enum(recordTypes),
  content: z.string(),
  priority: z.number().int().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  proxiable: z.boolean(),
  proxied: z.boolean(),
  /** Seconds; 1 is "automatic". */
  ttl: z.number().int(),
  settings: z.record(z.string(), z.unknown()).default({}),
  meta: z.record(z.string(), z.unknown()).default({}),
  comment: z.string().nullable().default(null),
  tags: z.array(z.string()).default([]),
  created_on: time,
  modified_on: time,
  comment_modified_on: time.optional(),
  tags_modified_on: time.optional(),
});
export type DnsRecord = z.infer<typeof dnsRecordSchema>;

export const zoneSchema = z.object({
  id,
  name: z.string(),
  accountId: id,
  plan: z.enum(plans),
  status: z.enum(['initializing', 'pending', 'active', 'moved']).default('active'),
  paused: z.boolean().default(false),
  type: z.enum(['full', 'partial', 'secondary', 'internal']).default('full'),
  nameServers: z.array(z.string()),
  createdOn: time,
  modifiedOn: time,
  activatedOn: time.nullable(),
  records: z
    .object({ items: z.array(dnsRecordSchema).default([]), gone: z.array(z.string()).default([]) })
    .default({ items: [], gone: [] }),
});
export type ZoneSnapshot = z.infer<typeof zoneSchema>;

export const cloudflarePermissions = ['Zone Read', 'DNS Read', 'DNS Write', 'Account Read', 'Cache Purge'] as const;
export type CloudflarePermission = (typeof cloudflarePermissions)[number];

export const apiTokenSchema = z.object({
  id,
  token: z.string(),
  status: z.enum(['active', 'disabled', 'expired']).default('active'),
  permissions: z.array(z.enum(cloudflarePermissions)),
  accountIds: z.array(id),
  /** Left out: every zone of the accounts. */
  zoneIds: z.array(id).optional(),
});
export type ApiToken = z.infer<typeof apiTokenSchema>;

export const cloudflareAccountSchema = z.object({ id, name: z.string(), createdOn: time });
export type CloudflareAccount = z.infer<typeof cloudflareAccountSchema>;

/** Exactly one of them is in a purge. */
export const purgeSchema = z.strictObject({
  files: z.array(z.unknown()).optional(),
  tags: z.array(z.string()).optional(),
  hosts: z.array(z.string()).optional(),
  prefixes: z.array(z.string()).optional(),
  purge_everything: z.literal(true).optional(),
});

/** A purge that was accepted, so that tests and people see what was purged. */
export const donePurgeSchema = purgeSchema.extend({ at: time, zone: z.string() });
export type DonePurge = z.infer<typeof donePurgeSchema>;

export const cloudflareSchema = z.object({
  accounts: z.array(cloudflareAccountSchema).default([]),
  tokens: z.array(apiTokenSchema).default([]),
  zones: z.array(zoneSchema).default([]),
  purges: z.array(donePurgeSchema).default([]),
});
