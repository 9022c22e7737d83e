import { z } from 'zod';
import { actionCard } from './action-card.ts';

const list = (about: string) => z.array(z.string().min(1).max(2000)).min(1).max(3000).optional().describe(about);

export const cachePurge = actionCard({
  name: 'cache.purge',
  label: 'Purge cache',
  about: 'Has the provider’s edge forget what it keeps, by host, prefix, tag or URL, or all of a zone.',
  may: 'plans.cache',
  from: { zones: 'zoneId' },
  params: z.strictObject({
    zoneId: z.uuid().describe('Whose names the edge answers.'),
    hosts: list('Everything of these host names.'),
    prefixes: list('Everything below these, such as www.example.com/img (no scheme).'),
    tags: list('Everything with these cache tags.'),
    files: list('These URLs.'),
    everything: z.literal(true).optional().describe('All of the zone.'),
  }),
});
