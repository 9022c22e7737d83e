import { machine, oneOf, optional, text, time } from './field.ts';
import { kind } from './kind.ts';

/** Work that the provider has scheduled on a server. Source: EC2 DescribeInstanceStatus, Events[]. */
export const maintenanceEvents = kind({
  name: 'maintenance_events',
  one: 'maintenance event',
  many: 'maintenance events',
  about: 'Reboots, retirements and stops that a provider has announced.',
  group: 'none',
  origin: 'synced',
  visibility: 'cluster',
  order: 'notBefore',
  status: { field: 'state', words: { scheduled: 'attention' } },
  membership: { account: 'account', region: 'region' },
  parent: { kind: 'instances', key: 'instanceKey' },
  fields: {
    name: text('What happens to which server.', { search: true, sort: true, list: true }),
    state: oneOf(['scheduled', 'completed', 'canceled'], 'Announced, done or called off.', {
      filter: true,
      list: true,
    }),
    code: machine('The provider’s word for the work, such as instance-retirement.', { filter: true, list: true }),
    description: optional(text('The provider’s own sentence.')),
    instanceKey: machine('Server concerned.', { label: 'Instance', search: true, filter: true }),
    notBefore: optional(time('Earliest start.', { sort: true, filter: true, list: true })),
    notAfter: optional(time('Latest end.', { list: true })),
    deadline: optional(time('Latest start that may be chosen.')),
    account: machine('Account.', { filter: true }),
    region: machine('Region.', { filter: true, list: true }),
  },
});
