import { z } from 'zod';
import { bigint, json, machine, optional, text, time, uuid } from './field.ts';
import { kind } from './kind.ts';

/**
 * Append-only: who did what in the panel, written in the transaction of what it records. Number and hash are the database's own, given at COMMIT: they
 * chain each entry to the one before (model/audit/).
 */
export const audit = kind({
  name: 'audit',
  one: 'audit entry',
  many: 'audit entries',
  about: 'Who did what in the panel.',
  group: 'settings',
  origin: 'panel',
  visibility: 'admin',
  order: '-at',
  fields: {
    at: time('When.', { sort: true, filter: true, list: true }),
    actor: text('Who.', { search: true, filter: true, list: true }),
    actorId: optional(uuid('User or token.', { filter: true })),
    action: machine('What, such as sources.create.', { search: true, filter: true, list: true }),
    objectKind: optional(machine('Kind of the object.', { filter: true })),
    objectId: optional(uuid('Object.', { filter: true })),
    objectName: optional(text('Its name then.', { search: true, list: true })),
    address: optional(machine('From where.', { list: true })),
    requestId: optional(machine('Request.', { filter: true, search: true })),
    planId: optional(uuid('Plan that it belongs to.', { label: 'Plan', filter: true, ref: 'plans' })),
    before: optional(json(z.record(z.string(), z.unknown()), 'What differs, before. Secrets appear as digests.')),
    after: optional(json(z.record(z.string(), z.unknown()), 'What differs, after. Secrets appear as digests.')),
    number: optional(bigint('Its place in the chain of entries.', { filter: true, format: 'machine' })),
    hash: optional(machine('SHA-256 over the entry and the hash of the one before.')),
  },
});
