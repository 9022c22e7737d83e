import { allOrNone } from '../../model/all-or-none.ts';
import type { Pool, Queryable } from '../../model/database.ts';
import type { TripStatement } from '../../model/one-trip.ts';
import { FENCE_LOST, holdPlan } from '../../model/plans/plan-fence.ts';

/** One writer a plan. What is recorded under a fence that is no longer the plan's is refused, so a writer that was thought dead changes nothing. */
export interface PlanLease {
  planId: string;
  fence: number;
}

/** Said by a writer that finds another one in its place. */
export class FenceLost extends Error {
  override readonly name = 'FenceLost';
  constructor() {
    super('another worker has taken this plan over');
  }
}

/** undefined: another writer has it. */
export async function takePlan(
  pool: Pool,
  planId: string,
  by: string,
  seconds: number,
): Promise<PlanLease | undefined> {
  const { rows } = await pool.query<{ fence: number }>(
    `UPDATE plans SET fence = fence + 1, lease_by = $2, lease_until = now() + make_interval(secs => $3),
            started_at = CASE WHEN state = 'applying' THEN coalesce(started_at, clock_timestamp()) ELSE started_at END
      WHERE id = $1 AND (lease_until IS NULL OR lease_until < now()) RETURNING fence`,
    [planId, by, seconds],
  );
  return rows[0] && { planId, fence: rows[0].fence };
}

export async function renewPlan(pool: Pool, { planId, fence }: PlanLease, seconds: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    'UPDATE plans SET lease_until = now() + make_interval(secs => $3) WHERE id = $1 AND fence = $2',
    [planId, fence, seconds],
  );
  return rowCount === 1;
}

export async function releasePlan(pool: Pool, { planId, fence }: PlanLease): Promise<void> {
  await pool.query('UPDATE plans SET lease_by = NULL, lease_until = NULL WHERE id = $1 AND fence = $2', [
    planId,
    fence,
  ]);
}

/** First in every transaction that records something of a plan that is being applied; listeners are told at commit. @throws FenceLost */
export async function holdFence(db: Queryable, { planId, fence }: PlanLease): Promise<void> {
  const { text, values } = holdPlan(planId, fence);
  await db.query(text, [...values]).catch(asFenceLost);
}

/** Statements that are on record together, or none of them. @throws FenceLost */
export const underFence = (pool: Pool, { planId, fence }: PlanLease, statements: readonly TripStatement[]) =>
  allOrNone(pool, [holdPlan(planId, fence), ...statements]).catch(asFenceLost);

function asFenceLost(error: unknown): never {
  throw (error as { code?: string }).code === FENCE_LOST ? new FenceLost() : error;
}
