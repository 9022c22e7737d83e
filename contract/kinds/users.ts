import { z } from 'zod';
import { boolean, oneOf, optional, text, time, uuids } from './field.ts';
import { kind } from './kind.ts';
import { ROLES } from '../access/roles.ts';

export const users = kind({
  name: 'users',
  one: 'user',
  many: 'users',
  about: 'People who may sign in.',
  group: 'settings',
  origin: 'panel',
  visibility: 'admin',
  order: 'name',
  fields: {
    name: { ...text('Sign-in name.', { search: true, sort: true, list: true }), schema: z.string().min(1).max(120) },
    role: oneOf(ROLES, 'What the user may do.', { filter: true, list: true }),
    clusterIds: optional(
      uuids('The clusters that the user sees; empty means all.', { label: 'Clusters', ref: 'clusters', list: true }),
    ),
    disabled: boolean('May not sign in; sessions and streams have ended.', { filter: true, list: true }),
    lastSeenAt: optional(time('Last request.', { label: 'Last seen', list: true })),
    password: { ...text('Write-only.', { secret: true }), schema: z.string().min(12).max(200) },
  },
});
