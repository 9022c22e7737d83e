import type { PlanStep } from '../../contract/plans/plan.ts';
import { irreversible } from '../../contract/plans/steps.ts';
import type { Queryable } from '../../model/database.ts';
import { listSteps } from '../../model/plans/step-row.ts';
import { readSeen } from './seen.ts';

/** A page of a plan's steps. Whether the plan may be seen was asked before. */
export async function readSteps(
  db: Queryable,
  planId: string,
  after: number,
  limit: number,
): Promise<{ items: PlanStep[]; total: number; hasMore: boolean }> {
  const rows = await listSteps(db, planId, { after, most: limit + 1 });
  const { rows: counted } = await db.query<{ total: number }>(
    'SELECT count(*)::int AS total FROM plan_steps WHERE plan_id = $1',
    [planId],
  );
  const seen = await readSeen(db, planId, rows);
  const items = rows
    .slice(0, limit)
    .map(({ n, step, state, attempt, startedAt, finishedAt, answer, error, verified, foreign }) => ({
      n,
      step,
      state,
      attempt,
      startedAt,
      finishedAt,
      answer,
      error,
      verified,
      foreign,
      irreversible: irreversible(step),
      seen: seen.get(n) ?? null,
    }));
  return { items, total: counted[0]!.total, hasMore: rows.length > limit };
}
