import { z } from 'zod';
import { oneOf, optional, text, time, uuids } from './field.ts';
import { kind } from './kind.ts';
import { ROLES } from '../access/roles.ts';

export const tokens = kind({
  name: 'tokens',
  one: 'token',
  many: 'tokens',
  about: 'Keys by which programs use the API.',
  group: 'settings',
  origin: 'panel',
  visibility: 'admin',
  order: 'name',
  fields: {
    name: { ...text('What uses it.', { search: true, sort: true, list: true }), schema: z.string().min(1).max(120) },
    role: oneOf(ROLES, 'What it may do.', { filter: true, list: true }),
    clusterIds: optional(
      uuids('The clusters that it sees; empty means all.', { label: 'Clusters', ref: 'clusters', list: true }),
    ),
    expiresAt: optional(time('End of its life.', { label: 'Expires', list: true })),
    revokedAt: optional(time('When it was revoked.', { label: 'Revoked', list: true })),
    lastUsedAt: optional(time('Last request.', { label: 'Last used', list: true })),
    createdBy: optional(text('Who made it.')),
  },
});
