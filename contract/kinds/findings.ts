import { z } from 'zod';
import { json, machine, oneOf, optional, text, time, uuid } from './field.ts';
import { kind } from './kind.ts';

export const SEVERITIES = ['failing', 'attention', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** An object that a finding names beside its subject, with the part it plays. */
export const involved = z.object({ kind: z.string(), id: z.uuid(), name: z.string(), part: z.string() });

export const findings = kind({
  name: 'findings',
  one: 'finding',
  many: 'findings',
  about: 'What is wrong or soon will be, found by rules over the whole model.',
  group: 'none',
  origin: 'panel',
  visibility: 'cluster',
  episodes: true,
  order: '-openedAt',
  status: { field: 'severity', words: { failing: 'failing', attention: 'attention' } },
  fields: {
    rule: machine('The rule that found it.', { filter: true, sort: true }),
    severity: oneOf(SEVERITIES, 'How bad it is.', { filter: true, list: true }),
    state: oneOf(['pending', 'open', 'closed'], 'Pending findings have not lasted long enough to be told.', {
      filter: true,
      list: true,
    }),
    title: text('One sentence.', { search: true, list: true }),
    reason: text('Why the rule says so, with the values it looked at.', { search: true }),
    subjectKind: machine('Kind of the object concerned.', { label: 'Kind', filter: true }),
    subjectId: uuid('Object concerned.', { label: 'Object', filter: true }),
    subjectName: text('Its name.', { label: 'Object', search: true }),
    involved: json(z.array(involved), 'Other objects that play a part.'),
    since: time('Since when the condition holds.', { sort: true, list: true }),
    openedAt: optional(time('When it was told.', { label: 'Opened', sort: true })),
    closedAt: optional(time('When it ended.', { label: 'Closed', sort: true })),
    reopened: optional(time('When it last came back.')),
  },
});
