import { z } from 'zod';
import { instant } from '../kinds/field.ts';
import { ROLES } from '../access/roles.ts';

/** POST /session */
export const signIn = z.strictObject({ name: z.string().trim().min(1).max(120), password: z.string().min(1).max(200) });

/** GET /session: who is signed in and what each act would be refused for (null: allowed). */
export const me = z.object({
  id: z.uuid(),
  name: z.string(),
  via: z.enum(['session', 'token']),
  role: z.enum(ROLES),
  clusterIds: z.array(z.uuid()).nullable(),
  whyNot: z.record(z.string(), z.string().nullable()),
  consoleLinks: z.record(z.string(), z.string()),
  version: z.string(),
});
export type Me = z.infer<typeof me>;

/** GET /sessions: one's own; admins may ask for everybody's with all=true. DELETE /sessions/<id> ends one. */
export const session = z.object({
  id: z.uuid(),
  userId: z.uuid(),
  userName: z.string(),
  current: z.boolean(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
});
export type Session = z.infer<typeof session>;
