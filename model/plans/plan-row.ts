import type { PlanCheck } from '../../contract/plans/plan.ts';
import { type PlanNow, saysNo } from '../../contract/plans/can.ts';
import type { PlanState } from '../../contract/plans/states.ts';
import type { Queryable } from '../database.ts';

/** A plan as whoever acts on it needs it. */
export interface PlanRow {
  id: string;
  number: number;
  action: string;
  title: string;
  params: Record<string, unknown>;
  reason: string;
  state: PlanState;
  actor: string;
  actorId: string | null;
  requestId: string | null;
  clusterIds: string[];
  needsApproval: boolean;
  approvedBy: string | null;
  scheduledFor: string | null;
  onFailure: 'stop' | 'roll-back';
  checks: PlanCheck[];
  stepCount: number;
  writtenCount: number;
  undoableCount: number;
  undoes: string | null;
  undoneBy: string | null;
  wanted: 'pause' | 'undo' | null;
  digest: string;
  error: string | null;
}

const COLUMNS = `id, number, action, title, params, reason, state, actor, actor_id AS "actorId", request_id AS "requestId", cluster_ids AS "clusterIds",
  needs_approval AS "needsApproval", approved_by AS "approvedBy", scheduled_for AS "scheduledFor", on_failure AS "onFailure", checks,
  step_count AS "stepCount", written_count AS "writtenCount", undoable_count AS "undoableCount", undoes, undone_by AS "undoneBy", wanted, digest, error`;

export async function readPlan(db: Queryable, id: string, how: '' | 'FOR UPDATE' = ''): Promise<PlanRow | undefined> {
  const { rows } = await db.query<PlanRow>(`SELECT ${COLUMNS} FROM plans WHERE id = $1 ${how}`, [id]);
  return rows[0];
}

/** The plan as the table of what can be done asks for it. */
export const planNow = (plan: PlanRow): PlanNow => ({
  state: plan.state,
  needsApproval: plan.needsApproval,
  actorId: plan.actorId,
  approvedBy: plan.approvedBy,
  blockedBy: plan.checks.filter(saysNo).map(({ name }) => name),
  written: plan.writtenCount,
  undoable: plan.undoableCount,
  undoneBy: plan.undoneBy,
});
