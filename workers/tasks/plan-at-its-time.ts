import { startPlan } from '../../actions/engine/acts.ts';
import { stepsDigest } from '../../actions/engine/digest.ts';
import { planAs } from '../../actions/engine/plan-as.ts';
import { inTransaction } from '../../model/database.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { recordPlanAct } from '../../model/plans/record-plan-act.ts';
import type { TaskHandler } from '../task.ts';

/** The time of a scheduled plan has come: it is planned again, and applied only if that gives the same changes. */
export const planAtItsTime: TaskHandler = {
  task: 'plan-at-its-time',
  lane: 'plan',
  async run(work, { pool }) {
    const plan = await readPlan(pool, work.subjectId!);
    if (plan?.state !== 'scheduled') return {};
    const different = await planAs(pool, plan.actorId, plan).then(
      (draft) =>
        stepsDigest(draft.steps) === plan.digest ? null : 'the estate has changed: it would do something else now',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    await inTransaction(pool, async (client) => {
      const now = await readPlan(client, plan.id, 'FOR UPDATE');
      if (now?.state !== 'scheduled') return;
      if (different === null)
        return startPlan(
          client,
          plan.id,
          { id: plan.actorId ?? '', name: plan.actor },
          { override: false, decisions: {} },
        );
      await client.query(
        `UPDATE plans SET state = 'expired', error = $2, finished_at = clock_timestamp(), changed_at = now() WHERE id = $1`,
        [plan.id, `not applied at its time: ${different}`],
      );
      await recordPlanAct(client, 'expired', plan, { after: { reason: different } });
    });
    return {};
  },
};
