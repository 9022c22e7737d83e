import { z } from 'zod';
import { systemsWith } from '../systems/all.ts';
import { boolean, json, machine, oneOf, optional, seconds, text, texts, time } from './field.ts';
import { kind } from './kind.ts';

/** One value of a record set with the provider's own reference (Cloudflare: the record's id; PowerDNS keeps sets whole). */
export const recordValue = z.object({
  content: z.string(),
  ref: z.string().nullable(),
  disabled: z.boolean().optional(),
});
export type RecordValue = z.infer<typeof recordValue>;

/** All values of one name and type in one zone. Source: Cloudflare dns_records (a record a value), PowerDNS rrsets. */
export const recordSets = kind({
  name: 'record_sets',
  one: 'record set',
  many: 'record sets',
  about: 'All values of one name and type in a zone.',
  group: 'dns',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  membership: { zone: 'zone', name: 'name' },
  parent: { kind: 'zones', key: 'zoneKey' },
  console: {
    label: 'Open in Cloudflare',
    url: 'https://dash.cloudflare.com/?to=/:account/{zone}/dns/records',
    when: { provider: 'cloudflare' },
  },
  fields: {
    name: text('Full name without the final dot, in ASCII (punycode).', {
      search: true,
      sort: true,
      filter: true,
      list: true,
    }),
    unicodeName: optional(text('Name as people write it, where it differs.', { search: true })),
    type: machine('A, AAAA, CNAME, …', { filter: true, sort: true, list: true }),
    contents: texts('Values, in a stable order.', { label: 'Values', search: true, list: true }),
    ttl: optional(
      seconds('Seconds; empty means that the provider chooses.', { label: 'TTL', filter: true, list: true }),
    ),
    proxied: optional(boolean('Answered by the provider’s own edge (Cloudflare).', { filter: true, list: true })),
    provider: oneOf(systemsWith('record_sets'), 'Who serves it.', { filter: true }),
    zone: machine('Name of the zone.', { filter: true, sort: true }),
    zoneKey: machine('The provider’s id of the zone.', { label: 'Zone id' }),
    comment: optional(text('Comment kept at the provider.', { search: true })),
    recordTags: texts('Tags kept at the provider.', { label: 'Tags' }),
    values: json(z.array(recordValue), 'Values with the provider’s own references.', { label: 'Records' }),
    modifiedAt: optional(time('Last change that the provider knows of.', { label: 'Modified' })),
  },
});
