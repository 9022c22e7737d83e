import { systemsWith } from '../systems/all.ts';
import { bigint, machine, oneOf, optional, text, texts } from './field.ts';
import { kind } from './kind.ts';

/** Source: Cloudflare GET /zones, PowerDNS GET /servers/…/zones. */
export const zones = kind({
  name: 'zones',
  one: 'zone',
  many: 'zones',
  about: 'DNS zones.',
  group: 'dns',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  status: {
    field: 'state',
    words: { pending: 'working', initializing: 'working', moved: 'failing', deactivated: 'attention' },
  },
  membership: { account: 'account', zone: 'name', name: 'name' },
  holds: ['record_sets'],
  console: {
    label: 'Open in Cloudflare',
    url: 'https://dash.cloudflare.com/?to=/:account/{name}',
    when: { provider: 'cloudflare' },
  },
  fields: {
    name: text('Name without the final dot, in ASCII (punycode).', {
      search: true,
      sort: true,
      filter: true,
      list: true,
    }),
    unicodeName: optional(text('Name as people write it, where it differs.', { search: true, list: true })),
    provider: oneOf(systemsWith('zones'), 'Who serves it.', { filter: true, list: true }),
    state: oneOf(['active', 'pending', 'initializing', 'moved', 'deactivated', 'unknown'], 'State at the provider.', {
      filter: true,
      list: true,
    }),
    zoneType: optional(
      machine('full, partial, secondary (Cloudflare); native, master, slave (PowerDNS).', {
        label: 'Type',
        filter: true,
      }),
    ),
    account: optional(machine('Account that owns it.', { filter: true })),
    plan: optional(text('Plan, which bounds the size of a batch.')),
    nameServers: texts('Name servers.'),
    serial: optional(bigint('SOA serial.', { format: 'machine', volatile: true })),
  },
});
