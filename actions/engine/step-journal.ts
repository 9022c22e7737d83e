import { describeStep, targetOf } from '../../contract/plans/describe.ts';
import { changes, irreversible, type StepData, stepShapes, type StepTypeName } from '../../contract/plans/steps.ts';
import type { StepState } from '../../contract/plans/states.ts';
import type { Pool } from '../../model/database.ts';
import type { TripStatement } from '../../model/one-trip.ts';
import { type AuditEntry, auditStatement } from '../../model/panel/audit.ts';
import { type PlanLease, underFence } from './plan-lease.ts';

/** Whose plan it is, for what is recorded of it. */
export interface Applied extends PlanLease {
  title: string;
}

const auditOf = (plan: Applied, step: StepData, n: number, act: string): AuditEntry => ({
  action: `plans.${act}`,
  objectKind: 'plans',
  objectId: plan.planId,
  objectName: `${plan.title}: step ${n}, ${step.type} ${targetOf(step).name}`,
  planId: plan.planId,
});

/** Each target with its fields before and after, as the audit keeps them: only what differs. */
function bothSides(step: StepData): Required<Pick<AuditEntry, 'before' | 'after'>> {
  const lines = describeStep(step);
  const side = (which: 'before' | 'after') =>
    Object.fromEntries(
      lines.map((line) => {
        const fields = line.fields.filter(({ same }) => !same).map((field) => [field.name, field[which]]);
        return [line.name, fields.length ? Object.fromEntries(fields) : line.op];
      }),
    );
  return { before: side('before'), after: side('after') };
}

/** Committed before the write leaves: what is there now, who sends, until when. No record, no write. @throws FenceLost */
export const noteSent = (
  pool: Pool,
  plan: Applied,
  { n, step, found, seconds }: { n: number; step: StepData; found: unknown; seconds: number },
): Promise<void> =>
  underFence(pool, plan, [
    {
      text: `UPDATE plan_steps SET state = 'sent', attempt = attempt + 1, fence = $3, deadline = now() + make_interval(secs => $4), error = NULL, "foreign" = '{}',
                    started_at = coalesce(started_at, clock_timestamp()), finished_at = NULL,
                    -- What was found before the first try is what an undo brings back.
                    found = coalesce(found, $5)
              WHERE plan_id = $1 AND n = $2`,
      values: [plan.planId, n, plan.fence, seconds, JSON.stringify(found)],
    },
    auditStatement({ ...auditOf(plan, step, n, 'write'), ...bothSides(step) }),
  ]);

export interface StepOutcome {
  state: Exclude<StepState, 'waiting' | 'sent'>;
  /** What is there now; undefined where nobody looked. */
  leftBehind?: unknown;
  found?: unknown;
  answer?: string | null;
  error?: string | null;
  foreign?: string[];
}

/** How a step came out, with the audit of it. @throws FenceLost */
export const noteOutcome = (
  pool: Pool,
  plan: Applied,
  { n, step }: { n: number; step: StepData },
  { state, leftBehind, found, answer, error, foreign }: StepOutcome,
): Promise<void> =>
  underFence(pool, plan, [
    {
      text: `UPDATE plan_steps SET state = $3, left_behind = coalesce($4, left_behind), found = coalesce(found, $5), answer = coalesce($6, answer), error = $7,
                    verified = '{}', "foreign" = $8, started_at = coalesce(started_at, clock_timestamp()), finished_at = clock_timestamp(), deadline = NULL
              WHERE plan_id = $1 AND n = $2`,
      values: [
        plan.planId,
        n,
        state,
        leftBehind === undefined ? null : JSON.stringify(leftBehind),
        found === undefined ? null : JSON.stringify(found),
        answer ?? null,
        error ?? null,
        foreign ?? [],
      ],
    },
    countWritten(plan.planId),
    auditStatement({
      ...auditOf(plan, step, n, `step-${state}`),
      after: {
        ...(answer ? { answer } : {}),
        ...(error ? { error } : {}),
        ...(foreign?.length ? { foreign } : {}),
      },
    }),
  ]);

/** What those answered who serve what a step has written: comes after its outcome. @throws FenceLost */
export const noteVerified = (
  pool: Pool,
  plan: Applied,
  { n, step }: { n: number; step: StepData },
  lines: readonly string[],
): Promise<void> =>
  underFence(pool, plan, [
    {
      text: 'UPDATE plan_steps SET verified = $3 WHERE plan_id = $1 AND n = $2',
      values: [plan.planId, n, lines],
    },
    auditStatement({ ...auditOf(plan, step, n, 'step-verified'), after: { verified: lines } }),
  ]);

const TYPES = Object.keys(stepShapes) as StepTypeName[];
const ONLY_LOOK = TYPES.filter((type) => !changes({ type }));
const NO_WAY_BACK = TYPES.filter((type) => irreversible({ type }) !== null);

/** A step has written, or may have, once it was sent and did not fail. */
const countWritten = (planId: string): TripStatement => ({
  text: `UPDATE plans SET written_count = w.written, undoable_count = w.undoable
           FROM (
             SELECT count(*) AS written, count(*) FILTER (WHERE type <> ALL ($3)) AS undoable
               FROM plan_steps
              WHERE plan_id = $1 AND state IN ('sent', 'applied', 'unsure', 'skipped') AND found IS NOT NULL AND type <> ALL ($2)) w
          WHERE id = $1`,
  values: [planId, ONLY_LOOK, NO_WAY_BACK],
});
