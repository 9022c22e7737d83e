import type { History } from '../../contract/api/links.ts';
import type { PlanState } from '../../contract/plans/states.ts';
import type { Reading } from '../reader.ts';

type Item = History['items'][number];

interface PlanRow {
  at: string;
  id: string;
  number: number;
  title: string;
  reason: string;
  state: PlanState;
  actor: string;
  finishedAt: string | null;
}

/** Plans that concern an object, at the begin of their applying, else where they were proposed. Those that the reader may not see are not there. */
export async function readPlanItems(reading: Reading, id: string, before: string, limit: number): Promise<Item[]> {
  const { rows } = await reading.client.query<PlanRow>(
    `SELECT coalesce(p.started_at, p.created_at) AS at, p.id, p.number, p.title, p.reason, p.state, p.actor, p.finished_at AS "finishedAt"
       FROM plan_objects o JOIN plans p ON p.id = o.plan_id
      WHERE o.id = $1 AND coalesce(p.started_at, p.created_at) < $2
      ORDER BY at DESC FETCH FIRST $3 ROWS WITH TIES`,
    [id, before, limit],
  );
  return rows.map(({ at, id: plan, number, title, reason, state, actor, finishedAt }) => ({
    at,
    what: 'plan',
    runId: null,
    changes: [],
    other: { kind: 'plans', id: plan, name: title, because: reason, severity: null },
    plan: { number, state, actor, finishedAt },
  }));
}
