import { z } from 'zod';
import { json, machine, oneOf, optional, text, time, uuid } from './field.ts';
import { integer } from './field.ts';
import { kind } from './kind.ts';

/** What one pull did in one scope. */
export const scopeOutcome = z.object({
  kind: z.string(),
  scope: z.string(),
  /** What people call it. Not told by runs of before there were titles. */
  scopeTitle: z.string().optional(),
  complete: z.boolean(),
  listed: z.int(),
  created: z.int(),
  updated: z.int(),
  gone: z.int(),
  held: z.int(),
  malformed: z.int(),
  error: z.string().nullable(),
});
export type ScopeOutcome = z.infer<typeof scopeOutcome>;

/** One pull of one source, or all that was heard of it from when somebody began to listen. */
export const syncRuns = kind({
  name: 'sync_runs',
  one: 'sync run',
  many: 'sync runs',
  about: 'Pulls, and times of listening, with what each saw and did.',
  group: 'none',
  origin: 'panel',
  visibility: 'everywhere',
  order: '-startedAt',
  status: {
    field: 'state',
    words: { running: 'working', partial: 'attention', held: 'attention', failed: 'failing', lost: 'failing' },
  },
  fields: {
    sourceId: uuid('Source.', { label: 'Source', filter: true, ref: 'sources', list: true }),
    state: oneOf(['running', 'listening', 'complete', 'partial', 'held', 'failed', 'lost'], 'How it ended.', {
      filter: true,
      list: true,
    }),
    trigger: oneOf(['schedule', 'person', 'refresh', 'event', 'first', 'plan'], 'Who asked.', {
      filter: true,
      list: true,
    }),
    requestedBy: optional(text('Person or program that asked.')),
    requestId: optional(machine('Request that asked.', { label: 'Request', filter: true })),
    planId: optional(
      uuid('Plan that it belongs to: what it saw, or the pull after it.', {
        label: 'Plan',
        filter: true,
        ref: 'plans',
      }),
    ),
    startedAt: time('Start.', { label: 'Started', sort: true, list: true }),
    finishedAt: optional(time('End.', { label: 'Finished', sort: true })),
    complete: integer('Scopes seen whole.'),
    incomplete: integer('Scopes not seen whole.'),
    listed: integer('Rows listed.', { list: true }),
    created: integer('Rows that are new.', { list: true }),
    updated: integer('Rows that changed.', { list: true }),
    gone: integer('Rows that went.', { list: true }),
    held: integer('Rows whose going is held for a person.', { list: true }),
    malformed: integer('Rows that could not be read.'),
    error: optional(text('What went wrong.', { list: true })),
    errorType: optional(machine('auth, rate-limited, transient, permanent, malformed, account, lost.')),
    scopes: json(
      z.array(scopeOutcome),
      'Each scope on its own; of more than 100 only those of which there is something to tell.',
    ),
  },
});
