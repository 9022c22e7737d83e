import type { ActionForm } from './action-form.ts';
import { addresses, onFailure, probe, recordSets } from './common-fields.ts';

export const flip: ActionForm = {
  action: 'dns.flip',
  fields: [
    { name: 'fromLoadBalancerId', label: 'From', as: 'object', kinds: ['load_balancers'], gone: true },
    { name: 'toLoadBalancerId', label: 'To', as: 'object', kinds: ['load_balancers'] },
    probe,
  ],
  more: [
    { name: 'canary', label: 'Canary', as: 'number' },
    addresses,
    onFailure,
    { name: 'clusterId', label: 'Cluster', as: 'object', kinds: ['clusters'] },
    recordSets,
  ],
};
