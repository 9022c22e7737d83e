import type { z } from 'zod';
import { SystemError } from '../errors.ts';
import { reasonOf } from '../read-rows.ts';

/** @throws SystemError where a server says what PostgreSQL does not */
export function readAnswer<S extends z.ZodType>(schema: S, said: unknown, serverKey: string): z.output<S> {
  const read = schema.safeParse(said);
  if (read.success) return read.data;
  throw new SystemError(
    'malformed',
    `${serverKey}: the answer is not what PostgreSQL answers (${reasonOf(read.error)})`,
  );
}
