import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, Queryable } from '../../model/database.ts';
import type { PlanLease } from './plan-lease.ts';

const LOOK_MS = 100;

/**
 * Waits until nobody else writes to the target, and takes it until `seconds` from now: as long as the last request of a writer that dies may live.
 * A plan's next writer has it at once, and its former one no more.
 * @throws the signal's reason
 */
export async function takeTarget(
  pool: Pool,
  target: string,
  { planId, fence }: PlanLease,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { rowCount } = await pool.query(
      `INSERT INTO plan_targets AS t (target, plan_id, fence, lease_until) VALUES ($1, $2, $3, now() + make_interval(secs => $4))
       ON CONFLICT (target) DO UPDATE SET plan_id = excluded.plan_id, fence = excluded.fence, lease_until = excluded.lease_until
        WHERE t.lease_until < now() OR (t.plan_id = excluded.plan_id AND t.fence <= excluded.fence)`,
      [target, planId, fence, seconds],
    );
    if (rowCount === 1) return;
    await sleep(LOOK_MS, undefined, { signal });
  }
}

export async function releaseTarget(db: Queryable, target: string, { planId, fence }: PlanLease): Promise<void> {
  await db.query('DELETE FROM plan_targets WHERE target = $1 AND plan_id = $2 AND fence = $3', [target, planId, fence]);
}
