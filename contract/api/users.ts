import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { instant } from '../kinds/field.ts';

export const userInput = z.strictObject({
  name: z.string().trim().min(1).max(120),
  password: z.string().min(12, 'at least 12 characters').max(200),
  role: z.enum(ROLES),
  clusterIds: z.array(z.uuid()).nullable().default(null),
});
export const userPatch = z.strictObject({
  name: z.string().trim().min(1).max(120).optional(),
  password: z.string().min(12, 'at least 12 characters').max(200).optional(),
  role: z.enum(ROLES).optional(),
  clusterIds: z.array(z.uuid()).nullable().optional(),
  disabled: z.boolean().optional(),
});

export const tokenInput = z.strictObject({
  name: z.string().min(1).max(120),
  role: z.enum(ROLES),
  clusterIds: z.array(z.uuid()).nullable().default(null),
  expiresAt: instant.nullable().default(null),
});
/** Answer of POST /tokens: the only time that the token itself is shown. */
export const tokenMade = z.object({ id: z.uuid(), token: z.string() });
