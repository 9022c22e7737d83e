import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { PlanState } from '../../contract/plans/states.ts';
import type { StepData } from '../../contract/plans/steps.ts';
import { inTransaction } from '../../model/database.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { listSteps } from '../../model/plans/step-row.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { startPlan, undoPlan } from './acts.ts';
import { applyPlan, type Application } from './apply-plan.ts';
import { proposePlan } from './propose.ts';
import { ScriptedOutside } from './scripted-step.ts';

export const ana = { id: uuidv7(), name: 'ana' };
export const quick = { planLease: 2, grace: 0.2, pause: 0.01, deadline: 1 };

/** Plans over an outside in memory, for the tests of one file: each test finds it as if nothing had happened there. */
export function planEngine() {
  let db: TestDatabase;
  const outside = new ScriptedOutside();
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());
  beforeEach(() => outside.forget());

  /** A plan of so many places, proposed and checked. */
  async function planned(
    places: string[],
    { also = [], ...more }: { onFailure?: 'stop' | 'roll-back'; also?: StepData[] } = {},
  ): Promise<string> {
    const steps: StepData[] = [...places.map((place) => outside.step(place, 'read', 'write-all')), ...also];
    const draft = { title: 'Write', button: 'Write', steps, objects: [], clusterIds: [null], ...more };
    const id = await inTransaction(db.worker, (client) =>
      proposePlan(client, { action: 'test', params: {}, reason: '', draft, by: ana }),
    );
    await db.worker.query(`UPDATE plans SET state = 'proposed', checks = '[]' WHERE id = $1`, [id]);
    return id;
  }

  const start = (id: string, decisions: Record<string, 'done' | 'again' | 'skip'> = {}) =>
    inTransaction(db.worker, (client) => startPlan(client, id, ana, { override: false, decisions }));

  const run = (id: string, more: Partial<Pick<Application, 'signal' | 'decisions' | 'makeReady' | 'invert'>> = {}) =>
    applyPlan(db.worker, {
      planId: id,
      by: 'test',
      makeReady: outside.makeReady,
      invert: outside.invert,
      timing: quick,
      signal: new AbortController().signal,
      ...more,
    });

  async function applied(id: string) {
    await start(id);
    return run(id);
  }

  const stateOf = async (id: string): Promise<PlanState> => (await readPlan(db.worker, id))!.state;
  const steps = async (id: string) => (await listSteps(db.worker, id)).map(({ state }) => state);
  const undo = async (id: string) => {
    const undoing = await inTransaction(db.worker, (client) => undoPlan(client, id, ana));
    for (let again = await run(undoing); again.againIn !== null; again = await run(undoing))
      if (await stalled(id)) break;
    return undoing;
  };
  const stalled = async (id: string) => (await stateOf(id)) === 'applying';
  const audit = async (id: string) =>
    (
      await db.worker.query<{ action: string }>('SELECT action FROM audit WHERE plan_id = $1 ORDER BY at, id', [id])
    ).rows.map(({ action }) => action);

  return {
    get db() {
      return db;
    },
    outside,
    planned,
    start,
    run,
    applied,
    stateOf,
    steps,
    undo,
    stalled,
    audit,
  };
}
