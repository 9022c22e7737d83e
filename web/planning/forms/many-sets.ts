import type { ActionForm } from './action-form.ts';
import { onFailure, recordSets } from './common-fields.ts';

export const remove: ActionForm = { action: 'dns.delete', fields: [recordSets], more: [onFailure] };

export const lowerTtl: ActionForm = {
  action: 'dns.lower-ttl',
  fields: [recordSets, { name: 'ttl', label: 'TTL', as: 'number' }],
  more: [onFailure],
};

export const adopt: ActionForm = {
  action: 'dns.adopt',
  fields: [recordSets, { name: 'adopt', label: 'What becomes of them', as: 'either', yes: 'Adopt', no: 'Let go' }],
};
