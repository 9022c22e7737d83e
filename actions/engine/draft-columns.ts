import { linesIn } from '../../contract/plans/describe.ts';
import { changes, irreversible } from '../../contract/plans/steps.ts';
import type { Queryable } from '../../model/database.ts';
import { stepsDigest } from './digest.ts';
import { type Draft, waiting } from './draft.ts';

const FRESH = waiting('fresh', 'What is to change is still as the model has it');

/** What of a plan follows from its draft, by the columns of `plans`. */
export async function draftColumns(db: Queryable, draft: Draft): Promise<Record<string, unknown>> {
  const checks = [...(draft.checks ?? []), ...(draft.steps.some(changes) ? [FRESH] : [])];
  return {
    title: draft.title,
    cluster_ids: await readersOf(db, [...draft.clusterIds, ...(draft.alsoIn ?? [])]),
    button: draft.button,
    step_count: draft.steps.length,
    change_count: draft.steps.filter(changes).reduce((sum, step) => sum + linesIn(step), 0),
    candidates: JSON.stringify(draft.candidates ?? []),
    checks: JSON.stringify(checks),
    warnings: JSON.stringify(draft.warnings ?? []),
    offers: JSON.stringify(draft.offers ?? []),
    objects: JSON.stringify(draft.objects),
    irreversible: [...new Set(draft.steps.flatMap((step) => irreversible(step) ?? []))],
    on_failure: draft.onFailure ?? 'stop',
    digest: stepsDigest(draft.steps),
    probes: JSON.stringify(draft.probes ?? []),
  };
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
export async function needsApproval(db: Queryable, changed: readonly (string | null)[]): Promise<boolean> {
  const { rowCount } = await db.query('SELECT 1 FROM clusters WHERE id = ANY ($1::uuid[]) AND needs_approval LIMIT 1', [
    [...new Set(changed.filter((id) => id !== null))],
  ]);
  return (rowCount ?? 0) > 0;
}
