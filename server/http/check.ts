import type { z } from 'zod';
import { badRequest } from './problem.ts';

/** Fields and parameters may be called "constructor" or "__proto__". */
export const byAnyName = () => Object.create(null) as Record<string, string>;

/** zod's issues as `errors`: path → what is wrong. */
export function errorsOf(error: z.ZodError, root = 'body'): Record<string, string> {
  const errors = byAnyName();
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) errors[[...issue.path, key].join('.')] ??= 'no such field';
    else errors[issue.path.join('.') || root] ??= issue.message;
  }
  return errors;
}

/** @throws ApiProblem 400 that names each wrong field */
export function checked<S extends z.ZodType>(schema: S, value: unknown, root?: string): z.output<S> {
  const read = schema.safeParse(value);
  if (!read.success) throw badRequest(errorsOf(read.error, root));
  return read.data;
}

/** A query string by a strict schema of strings. Repeated parameters are refused. */
export function checkedQuery<S extends z.ZodObject>(schema: S, search: string): z.output<S> {
  const params = new URLSearchParams(search);
  const given = byAnyName();
  for (const [name, value] of params) {
    if (name in given) throw badRequest({ [name]: 'given more than once' });
    given[name] = value;
  }
  const read = schema.safeParse(given);
  if (!read.success) {
    const errors = errorsOf(read.error, 'query');
    for (const [name, wrong] of Object.entries(errors))
      if (wrong === 'no such field')
        errors[name] = `no such parameter; there are ${Object.keys(schema.shape).join(', ')}`;
    throw badRequest(errors);
  }
  return read.data;
}
