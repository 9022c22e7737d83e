import { z } from 'zod';
import { SOURCE_MODES } from '../plans/steps.ts';
import { actionCard } from './action-card.ts';

export const sourceReleaseHeld = actionCard({
  name: 'source.release-held',
  label: 'Release held change',
  about: 'Lets rows go whose going was held for a person.',
  may: 'held-changes.decide',
  from: {},
  params: z.strictObject({ heldChangeId: z.uuid().describe('The held change.') }),
});

export const sourceSetMode = actionCard({
  name: 'source.set-mode',
  label: 'Set write mode',
  about: 'Says what Switchyard may write in a source: nothing, what was adopted, everything.',
  may: 'sources.edit',
  from: { sources: 'sourceId' },
  params: z.strictObject({
    sourceId: z.uuid().describe('The source.'),
    mode: z.enum(SOURCE_MODES).describe('read, write-adopted or write-all.'),
  }),
});
