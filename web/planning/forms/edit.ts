import type { ActionForm } from './action-form.ts';
import { ofSet } from './common-fields.ts';

export const edit: ActionForm = {
  action: 'dns.edit',
  fields: [
    { name: 'recordSetId', label: 'Record set', as: 'object', kinds: ['record_sets'] },
    { name: 'contents', label: 'Values', as: 'lines' },
    ...ofSet,
  ],
  now: {
    param: 'recordSetId',
    kind: 'record_sets',
    values: ({ contents, ttl, proxied, comment }) => ({ contents, ttl, proxied, comment }),
  },
};
