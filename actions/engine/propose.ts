import { describeStep } from '../../contract/plans/describe.ts';
import { changes, irreversible } from '../../contract/plans/steps.ts';
import type { Queryable } from '../../model/database.ts';
import { wrongFields } from '../../model/panel/refused.ts';
import { notePlanObjects } from '../../model/plans/plan-objects.ts';
import { recordPlanAct } from '../../model/plans/record-plan-act.ts';
import { insertSteps } from '../../model/plans/step-row.ts';
import { requestWork } from '../../model/work/due-work.ts';
import { currentContext } from '../../runtime/context.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { stepsDigest } from './digest.ts';
import { type Draft, waiting } from './draft.ts';

export interface Proposal {
  action: string;
  params: Record<string, unknown>;
  reason: string;
  draft: Draft;
  by: { id: string; name: string };
  scheduleFor?: string | null;
  undoes?: string;
}

const FRESH = waiting('fresh', 'What is to change is still as the model has it');

/**
 * Writes a plan down and has a worker check it. Nothing outside is changed by it.
 * @returns its id
 */
export async function proposePlan(db: Queryable, proposal: Proposal): Promise<string> {
  const { draft, by } = proposal;
  if (proposal.scheduleFor && Date.parse(proposal.scheduleFor) <= Date.now())
    throw wrongFields({ scheduleFor: 'this instant has passed' });
  const id = uuidv7();
  const clusterIds = await readersOf(db, [...draft.clusterIds, ...(draft.alsoIn ?? [])]);
  const approval = proposal.undoes === undefined && (await needsApproval(db, draft.clusterIds));
  const checks = [...(draft.checks ?? []), ...(draft.steps.some(changes) ? [FRESH] : [])];
  await db.query(
    `INSERT INTO plans (id, number, title, action, state, params, reason, cluster_ids, actor, actor_id, request_id, button, step_count, change_count,
                        written_count, undoable_count, candidates, checks, warnings, offers, objects, irreversible, needs_approval, scheduled_for,
                        on_failure, undoes, digest, probes)
     VALUES ($1, nextval('plan_numbers'), $2, $3, 'checking', $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24)`,
    [
      id,
      draft.title,
      proposal.action,
      proposal.params,
      proposal.reason,
      clusterIds,
      by.name,
      by.id,
      currentContext()?.requestId ?? null,
      draft.button,
      draft.steps.length,
      draft.steps.filter(changes).reduce((sum, step) => sum + describeStep(step).length, 0),
      JSON.stringify(draft.candidates ?? []),
      JSON.stringify(checks),
      JSON.stringify(draft.warnings ?? []),
      JSON.stringify(draft.offers ?? []),
      JSON.stringify(draft.objects),
      [...new Set(draft.steps.flatMap((step) => irreversible(step) ?? []))],
      approval,
      proposal.scheduleFor ?? null,
      draft.onFailure ?? 'stop',
      proposal.undoes ?? null,
      stepsDigest(draft.steps),
      JSON.stringify(draft.probes ?? []),
    ],
  );
  await insertSteps(db, id, draft.steps);
  await notePlanObjects(db, id);
  await requestWork(db, { task: 'check-plan', subjectId: id });
  await recordPlanAct(
    db,
    'propose',
    { id, title: draft.title },
    { after: { action: proposal.action, params: proposal.params } },
  );
  return id;
}

/** Whoever sees all of these sees the plan; none at all where one object is in no cluster, so that only readers of all clusters do. */
async function readersOf(db: Queryable, ids: readonly (string | null)[]): Promise<string[]> {
  if (ids.includes(null)) return [];
  const { rows } = await db.query<{ id: string }>('SELECT id FROM clusters WHERE id = ANY ($1::uuid[]) ORDER BY id', [
    [...new Set(ids)],
  ]);
  return rows.map(({ id }) => id);
}

/** One cluster that asks for it is enough, whatever else the plan changes. */
async function needsApproval(db: Queryable, changed: readonly (string | null)[]): Promise<boolean> {
  const { rowCount } = await db.query('SELECT 1 FROM clusters WHERE id = ANY ($1::uuid[]) AND needs_approval LIMIT 1', [
    [...new Set(changed.filter((id) => id !== null))],
  ]);
  return (rowCount ?? 0) > 0;
}
