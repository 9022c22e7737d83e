import type { z } from 'zod';
import { SystemError } from '../errors.ts';
import { reasonOf } from '../read-rows.ts';
import { NO_ANSWER } from './guarded-answers.ts';

/** @throws SystemError where a server says what PostgreSQL does not */
export function readAnswer<S extends z.ZodType>(schema: S, said: unknown): z.output<S> {
  const read = schema.safeParse(said);
  if (read.success) return read.data;
  throw new SystemError('malformed', `${NO_ANSWER} (${reasonOf(read.error)})`);
}
