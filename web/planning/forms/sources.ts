import type { ActionForm } from './action-form.ts';

export const setMode: ActionForm = {
  action: 'source.set-mode',
  fields: [
    { name: 'sourceId', label: 'Source', as: 'object', kinds: ['sources'] },
    {
      name: 'mode',
      label: 'Mode',
      as: 'choice',
      words: {
        read: 'read: nothing is written',
        'write-adopted': 'write-adopted: what was adopted is written',
        'write-all': 'write-all: everything may be written',
      },
    },
  ],
};

export const releaseHeld: ActionForm = {
  action: 'source.release-held',
  fields: [{ name: 'heldChangeId', label: 'Held change', as: 'text' }],
};
