import { HttpError } from 'ra-core';
import type { Row } from '../api/data-provider.ts';
import { askJson, problemOf } from '../api/fetch.ts';

export interface Wish {
  action: string;
  params: Readonly<Record<string, unknown>>;
  reason?: string;
}

const PARAMETER = 'params.';

/** What the server has against a parameter is said at the field of the same name. */
function atFields(error: unknown): unknown {
  const problem = problemOf(error);
  if (!problem.errors) return error;
  const errors = Object.fromEntries(
    Object.entries(problem.errors).map(([field, said]) => [
      field.startsWith(PARAMETER) ? field.slice(PARAMETER.length) : field,
      said,
    ]),
  );
  return new HttpError(problem.title, problem.status, { ...problem, errors });
}

/** Writes a plan down; nothing outside is changed by it. @throws HttpError with the fields that were refused */
export async function proposePlan({ action, params, reason = '' }: Wish): Promise<Row> {
  try {
    return await askJson<Row>('/plans', { method: 'POST', body: { action, params, reason } });
  } catch (error) {
    throw atFields(error);
  }
}
