import { z } from 'zod';
import { systemNames } from '../systems/all.ts';
import { boolean, json, machine, oneOf, optional, seconds, text, time } from './field.ts';
import { kind } from './kind.ts';

export const SOURCE_HEALTH = ['new', 'fresh', 'working', 'partial', 'stale', 'held', 'failing', 'paused'] as const;

export const checkItem = z.object({
  ability: z.string(),
  ok: z.boolean(),
  needs: z.string().nullable(),
  detail: z.string().nullable(),
});
/** Answer of "Test connection": what works, and which permission is missing for what does not. */
export const checkResult = z.object({
  ok: z.boolean(),
  account: z.string().nullable(),
  items: z.array(checkItem),
  at: z.iso.datetime({ offset: true }),
});
export type CheckItem = z.infer<typeof checkItem>;
export type CheckResult = z.infer<typeof checkResult>;

/** An outside system that is pulled. */
export const sources = kind({
  name: 'sources',
  one: 'source',
  many: 'sources',
  about: 'Outside systems whose state is pulled into the model.',
  group: 'settings',
  origin: 'panel',
  visibility: 'everywhere',
  order: 'name',
  status: {
    field: 'health',
    words: {
      new: 'working',
      working: 'working',
      partial: 'attention',
      stale: 'stale',
      held: 'attention',
      failing: 'failing',
      paused: 'attention',
    },
  },
  fields: {
    name: {
      ...text('Short name, such as aws-eu.', { search: true, sort: true, filter: true, list: true }),
      schema: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'letters, digits, dot, dash, underscore; at most 63'),
    },
    system: oneOf(systemNames, 'What kind of system it is.', { filter: true, list: true }),
    health: oneOf(SOURCE_HEALTH, 'How the last pulls went.', { list: true }),
    mode: oneOf(['read', 'write-adopted', 'write-all'], 'What may be written there.', { filter: true, list: true }),
    enabled: boolean('Pulled on its interval, or paused.', { filter: true }),
    intervalSeconds: {
      ...seconds('Time between pulls.', { label: 'Interval', list: true }),
      schema: z.int().min(10).max(86_400),
    },
    settings: json(z.record(z.string(), z.unknown()), 'How to reach it; secrets are write-only.'),
    account: optional(machine('The account behind its credentials, as the system itself says.', { list: true })),
    lastCheck: optional(json(checkResult, 'Result of the last connection test.')),
    lastCompleteAt: optional(
      time('Start of the last pull that saw everything, or of many servers those that answer.', {
        label: 'Complete',
        list: true,
      }),
    ),
    lastError: optional(text('What went wrong last, if the last pull did.')),
    nextPullAt: optional(time('When it is pulled next.', { label: 'Next pull' })),
  },
});
