import type { ActionForm } from './action-form.ts';

export const purge: ActionForm = {
  action: 'cache.purge',
  fields: [
    { name: 'zoneId', label: 'Zone', as: 'object', kinds: ['zones'] },
    {
      name: 'purged',
      label: 'What is purged',
      as: 'one-of',
      of: {
        hosts: 'Hosts',
        prefixes: 'Prefixes',
        tags: 'Cache tags',
        files: 'URLs',
        everything: 'Everything in the zone',
      },
      bare: 'everything',
    },
  ],
};
