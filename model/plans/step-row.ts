import type { StepData } from '../../contract/plans/steps.ts';
import type { StepState } from '../../contract/plans/states.ts';
import type { Queryable } from '../database.ts';

/** A step with its journal. */
export interface StepRow {
  planId: string;
  n: number;
  step: StepData;
  state: StepState;
  attempt: number;
  fence: number | null;
  /** Seconds until the last request of its writer is over, by the clock that every worker shares. */
  deadlineIn: number | null;
  startedAt: string | null;
  finishedAt: string | null;
  found: unknown;
  leftBehind: unknown;
  answer: string | null;
  error: string | null;
  verified: string[];
  foreign: string[];
}

const COLUMNS = `plan_id AS "planId", n, step, state, attempt, fence,
  extract(epoch FROM deadline - clock_timestamp())::float8 AS "deadlineIn", started_at AS "startedAt", finished_at AS "finishedAt", found,
  left_behind AS "leftBehind", answer, error, verified, "foreign"`;

export async function readStep(db: Queryable, planId: string, n: number): Promise<StepRow | undefined> {
  const { rows } = await db.query<StepRow>(`SELECT ${COLUMNS} FROM plan_steps WHERE plan_id = $1 AND n = $2`, [
    planId,
    n,
  ]);
  return rows[0];
}

/** How far each is, in order. */
export async function stepStates(
  db: Queryable,
  planId: string,
): Promise<(Pick<StepRow, 'n' | 'state'> & { type: string })[]> {
  const { rows } = await db.query<Pick<StepRow, 'n' | 'state'> & { type: string }>(
    'SELECT n, state, type FROM plan_steps WHERE plan_id = $1 ORDER BY n',
    [planId],
  );
  return rows;
}

/** All of them without what was found and left, which is as much again. */
export async function listSteps(
  db: Queryable,
  planId: string,
  { after = 0, most = 10_000 }: { after?: number; most?: number } = {},
): Promise<StepRow[]> {
  const { rows } = await db.query<StepRow>(
    `SELECT ${COLUMNS.replace('found,', 'NULL AS found,').replace('left_behind', 'NULL')} FROM plan_steps WHERE plan_id = $1 AND n > $2 ORDER BY n LIMIT $3`,
    [planId, after, most],
  );
  return rows;
}

export async function insertSteps(db: Queryable, planId: string, steps: readonly StepData[]): Promise<void> {
  // A step may be a megabyte: a few at a time.
  for (let at = 0; at < steps.length; at += 20)
    await db.query(
      `INSERT INTO plan_steps (plan_id, n, step)
       SELECT $1, $2 + place, value FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS s (value, place) ORDER BY place`,
      [planId, at, JSON.stringify(steps.slice(at, at + 20))],
    );
}
