import type { StepData } from '../../contract/plans/steps.ts';
import type { StepState } from '../../contract/plans/states.ts';
import type { Queryable } from '../database.ts';
import type { PlanRow } from './plan-row.ts';

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

/** A step whose turn it is, and whether a person has said since that the plan is to stop. */
export async function readTurn(
  db: Queryable,
  planId: string,
  n: number,
): Promise<{ row: StepRow; wanted: PlanRow['wanted'] }> {
  const { rows } = await db.query<StepRow & Pick<PlanRow, 'wanted'>>(
    `SELECT ${COLUMNS}, (SELECT wanted FROM plans WHERE id = plan_id) AS wanted FROM plan_steps WHERE plan_id = $1 AND n = $2`,
    [planId, n],
  );
  const { wanted, ...row } = rows[0]!;
  return { row, wanted };
}

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

/** A step may be a megabyte. */
const STEPS_AT_ONCE = 20;

/** @param after the number of the last one that is there */
export async function insertSteps(db: Queryable, planId: string, steps: readonly StepData[], after = 0): Promise<void> {
  for (let at = 0; at < steps.length; at += STEPS_AT_ONCE) {
    const some = steps.slice(at, at + STEPS_AT_ONCE);
    const rows = some.map((_, place) => `($1, ${after + at + place + 1}, $${place + 2})`);
    await db.query(`INSERT INTO plan_steps (plan_id, n, step) VALUES ${rows.join(', ')}`, [
      planId,
      ...some.map((step) => JSON.stringify(step)),
    ]);
  }
}
