import type { ActionForm } from './action-form.ts';
import { ofSet } from './common-fields.ts';

const TYPES = 'A AAAA ALIAS CAA CNAME HTTPS MX NS PTR SRV SSHFP SVCB TLSA TXT'.split(' ');

export const create: ActionForm = {
  action: 'dns.create',
  fields: [
    { name: 'zoneId', label: 'Zone', as: 'object', kinds: ['zones'] },
    { name: 'name', label: 'Name', as: 'text' },
    { name: 'type', label: 'Type', as: 'choice', words: Object.fromEntries(TYPES.map((type) => [type, type])) },
    { name: 'contents', label: 'Values', as: 'lines' },
    ...ofSet,
  ],
};
