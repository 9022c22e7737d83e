import { z } from 'zod';
import { planCandidate, planCheck, planOffer, planWarning } from '../plans/plan.ts';
import { PLAN_STATES, PLAN_STATUS } from '../plans/states.ts';
import { boolean, integer, json, machine, oneOf, optional, text, texts, time, uuid, uuids } from './field.ts';
import { kind } from './kind.ts';

const objects = z.array(z.object({ kind: z.string(), id: z.uuid(), name: z.string() }));

/** A change to the outside: previewed, applied step by step, undone. Its steps are at GET /plans/<id>/steps. */
export const plans = kind({
  name: 'plans',
  one: 'plan',
  many: 'plans',
  about: 'Changes to the outside: proposed, applied step by step, undone.',
  group: 'none',
  origin: 'panel',
  visibility: 'clusters',
  order: '-number',
  status: { field: 'state', words: PLAN_STATUS },
  fields: {
    number: integer('Number, counted from 1.', { format: 'machine', sort: true, list: true }),
    title: text('What it does.', { search: true, list: true }),
    action: machine('The action that made it.', { filter: true, list: true }),
    state: oneOf(PLAN_STATES, 'How far it is.', { filter: true, list: true }),
    params: json(z.record(z.string(), z.unknown()), 'What was asked for.', { bulky: true }),
    reason: text('Why, in the words of who asked.', { search: true }),
    clusterIds: uuids('Clusters of what it changes; readers of all of them may see it.', { label: 'Clusters' }),
    actor: text('Who proposed it.', { search: true, filter: true, list: true }),
    actorId: optional(uuid('User or token that proposed it.', { filter: true })),
    requestId: optional(machine('Request that proposed it.', { filter: true, search: true })),
    button: text('The act in a few words.'),
    stepCount: integer('Steps.', { label: 'Steps' }),
    changeCount: integer('Objects that it changes.', { label: 'Changes', list: true }),
    writtenCount: integer('Steps that have written.', { label: 'Written' }),
    undoableCount: integer('Steps that have written and can be undone.', { label: 'Undoable' }),
    candidates: json(z.array(planCandidate), 'What could be part of it.', { bulky: true }),
    checks: json(z.array(planCheck), 'What has to hold, and whether it does.'),
    warnings: json(z.array(planWarning), 'What one should know before.'),
    offers: json(z.array(planOffer), 'Plans that suggest themselves before or after.', { bulky: true }),
    objects: json(objects, 'What it is about: where its impact is looked for.', { label: 'About' }),
    irreversible: texts('What of it cannot be undone.', { label: 'Cannot be undone' }),
    needsApproval: boolean('A second person has to approve it.'),
    approvedBy: optional(text('Who approved it.')),
    approvedAt: optional(time('When it was approved.', { label: 'Approved' })),
    scheduledFor: optional(time('When it is to be applied.', { label: 'Scheduled', sort: true })),
    onFailure: oneOf(['stop', 'roll-back'], 'What happens to steps that were applied when a later one fails.', {
      label: 'On failure',
    }),
    startedAt: optional(time('Begin of applying.', { label: 'Started' })),
    finishedAt: optional(time('End of applying.', { label: 'Finished', sort: true, list: true })),
    undoes: optional(uuid('The plan that it undoes.', { ref: 'plans', filter: true })),
    undoneBy: optional(uuid('The plan that undoes it.', { label: 'Undone by', ref: 'plans' })),
    error: optional(text('What went wrong.')),
  },
});
