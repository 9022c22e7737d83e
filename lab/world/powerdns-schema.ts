import { z } from 'zod';

/** Zones in the words of the PowerDNS API: names and contents absolute, a record set one object. */
export const powerDnsZoneSchema = z.object({
  name: z.string().endsWith('.'),
  kind: z.enum(['Native', 'Master']).default('Native'),
  nameservers: z.array(z.string().endsWith('.')).default([]),
  rrsets: z.array(
    z.object({
      name: z.string().endsWith('.'),
      type: z.string(),
      ttl: z.number().int(),
      records: z.array(z.object({ content: z.string(), disabled: z.boolean().default(false) })),
      comments: z.array(z.object({ content: z.string(), account: z.string().default('') })).default([]),
    }),
  ),
});
export type PowerDnsZone = z.infer<typeof powerDnsZoneSchema>;
export type PowerDnsZoneInput = z.input<typeof powerDnsZoneSchema>;
