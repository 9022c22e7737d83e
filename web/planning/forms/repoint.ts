import type { ActionForm } from './action-form.ts';
import { addresses, onFailure, probe } from './common-fields.ts';

const MACHINES = ['instances', 'virtual_machines', 'addresses'] as const;

export const repoint: ActionForm = {
  action: 'dns.repoint',
  fields: [
    { name: 'fromId', label: 'From', as: 'object', kinds: MACHINES, gone: true },
    { name: 'toId', label: 'To', as: 'object', kinds: MACHINES },
    probe,
  ],
  more: [addresses, onFailure],
};
