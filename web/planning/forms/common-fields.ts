import type { FormField } from './action-form.ts';

export const recordSets: FormField = { name: 'recordSetIds', label: 'Record sets', as: 'objects', kind: 'record_sets' };

export const probe: FormField = { name: 'probe', label: 'Probe', as: 'probe' };

export const addresses: FormField = {
  name: 'addresses',
  label: 'Addresses',
  as: 'choice',
  words: { public: 'Public', private: 'Private' },
};

export const onFailure: FormField = {
  name: 'onFailure',
  label: 'On failure',
  as: 'choice',
  words: { stop: 'Stop and ask', 'roll-back': 'Roll back at once' },
};

/** What providers keep of a record set beside its values. */
export const ofSet: readonly FormField[] = [
  { name: 'ttl', label: 'TTL', help: 'Seconds; left empty, the provider chooses.', as: 'seconds' },
  { name: 'proxied', label: 'Proxied', as: 'either', yes: 'Yes', no: 'No', open: 'As the provider has it' },
  { name: 'comment', label: 'Comment', as: 'text' },
];
