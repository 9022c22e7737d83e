import { z } from 'zod';
import { actionCard } from './action-card.ts';
import { onFailure, probe } from '../plans/probe.ts';

const recordSetIds = z.array(z.uuid()).min(1).max(20_000);
const ttl = z.int().min(1).max(604_800).nullable();
const contents = z.array(z.string().min(1).max(5_000)).min(1).max(500);

export const dnsFlip = actionCard({
  name: 'dns.flip',
  label: 'Flip DNS',
  about: 'Moves record sets from what is behind one load balancer to what is behind another.',
  may: 'plans.dns',
  from: { load_balancers: 'fromLoadBalancerId', clusters: 'clusterId' },
  params: z.strictObject({
    clusterId: z.uuid().optional().describe('Only record sets of this cluster.'),
    recordSetIds: recordSetIds.optional().describe('Only these record sets.'),
    fromLoadBalancerId: z.uuid().describe('Where traffic goes now.'),
    toLoadBalancerId: z.uuid().describe('Where it is to go.'),
    exclude: z.array(z.uuid()).max(20_000).default([]).describe('Candidates to leave as they are.'),
    include: z.array(z.uuid()).max(20_000).default([]).describe('Candidates to move although they name one machine.'),
    addresses: z
      .enum(['public', 'private'])
      .default('public')
      .describe('Which addresses of the instances: Elastic IPs and other public ones, or private ones.'),
    probe: probe.optional().describe('Look at each new address first.'),
    canary: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe('So many record sets first, then the probe again, then the rest.'),
    onFailure,
  }),
});

export const dnsRepoint = actionCard({
  name: 'dns.repoint',
  label: 'Repoint DNS',
  about: 'Moves every record set that points at one machine to another: it was replaced, or its address changed.',
  may: 'plans.dns',
  from: { instances: 'fromId', addresses: 'fromId', virtual_machines: 'fromId' },
  params: z.strictObject({
    fromId: z.uuid().describe('The instance, address or virtual machine that record sets point at, gone or not.'),
    toId: z.uuid().optional().describe('What they are to point at; guessed by name, tag and target group if left out.'),
    exclude: z.array(z.uuid()).max(20_000).default([]).describe('Record sets to leave as they are.'),
    addresses: z
      .enum(['public', 'private'])
      .optional()
      .describe('Which addresses of the new machine; if left out, public ones for public ones, private for private.'),
    probe: probe.optional().describe('Look at each new address first.'),
    onFailure,
  }),
});

const setFields = {
  ttl: ttl.optional().describe('Seconds; null lets the provider choose.'),
  proxied: z.boolean().optional().describe('Answered by the provider’s own edge (Cloudflare).'),
  comment: z.string().max(500).nullable().optional().describe('Comment kept at the provider.'),
};

export const dnsCreate = actionCard({
  name: 'dns.create',
  label: 'Create record set',
  about: 'Creates a record set in a zone.',
  may: 'plans.dns',
  from: { zones: 'zoneId' },
  params: z.strictObject({
    zoneId: z.uuid().describe('Where it is made.'),
    name: z.string().min(1).max(253).describe('Full name, or @ for the zone itself.'),
    type: z
      .string()
      .regex(/^[A-Z0-9]{1,10}$/, 'a type such as A, CNAME, TXT')
      .describe('A, AAAA, CNAME, TXT, …'),
    contents: contents.describe('Addresses, a name, or texts, as the type has them.'),
    ...setFields,
  }),
});

export const dnsEdit = actionCard({
  name: 'dns.edit',
  label: 'Edit record set',
  about: 'Changes values, TTL, proxying or comment of a record set.',
  may: 'plans.dns',
  from: { record_sets: 'recordSetId' },
  params: z.strictObject({
    recordSetId: z.uuid().describe('What is changed.'),
    contents: contents.optional().describe('All that it is to have: what is left out goes.'),
    ...setFields,
  }),
});

export const dnsDelete = actionCard({
  name: 'dns.delete',
  label: 'Delete record sets',
  about: 'Deletes record sets.',
  may: 'plans.dns',
  from: { record_sets: 'recordSetIds' },
  params: z.strictObject({ recordSetIds: recordSetIds.describe('They go with all their values.'), onFailure }),
});

export const dnsLowerTtl = actionCard({
  name: 'dns.lower-ttl',
  label: 'Lower TTLs',
  about: 'Lowers the TTL of record sets, so that a later change is seen sooner.',
  may: 'plans.dns',
  from: { record_sets: 'recordSetIds' },
  params: z.strictObject({
    recordSetIds: recordSetIds.describe('Those that are to move soon.'),
    ttl: z.int().min(1).max(86_400).default(60).describe('Seconds for which resolvers may keep what they were told.'),
    onFailure,
  }),
});

export const dnsAdopt = actionCard({
  name: 'dns.adopt',
  label: 'Adopt record sets',
  about: 'Lets Switchyard write record sets of a source whose mode is write-adopted, or lets go of them.',
  may: 'plans.adopt',
  from: { record_sets: 'recordSetIds' },
  params: z.strictObject({
    recordSetIds: recordSetIds.describe('Those that plans may write from then on.'),
    adopt: z.boolean().default(true).describe('False lets them go again.'),
  }),
});
