import type { Pool } from '../../model/database.ts';
import { type PlanRow, readPlan } from '../../model/plans/plan-row.ts';
import { readTurn, type StepRow, stepStates } from '../../model/plans/step-row.ts';
import { requestWork } from '../../model/work/due-work.ts';
import { logFor } from '../../runtime/log.ts';
import { FenceLost, type PlanLease, releasePlan, renewPlan, takePlan } from './plan-lease.ts';
import { enterState } from './plan-state.ts';
import { runStep } from './run-step.ts';
import { type Applied, noteOutcome } from './step-journal.ts';
import { type Invert, type MakeReady, type ReadyStep, StepFailure } from './step-type.ts';
import type { StepEnd } from './step-run.ts';
import { type Timing, TIMING } from './timing.ts';
import { fillUndo, setUndone, undoOf } from './undo.ts';

const log = logFor('plans');

export interface Application {
  planId: string;
  /** Who writes: host and process. */
  by: string;
  makeReady: MakeReady;
  invert: Invert;
  signal: AbortSignal;
  timing?: Timing;
  /** A person's word on steps that wait for one, by their number. */
  decisions?: Record<string, 'done' | 'again' | 'skip'>;
  /** After a plan has written: what it has touched is looked at by a pull. */
  afterwards?: (planId: string) => Promise<void>;
}

/** Seconds after which the plan is to be gone on with; null when there is nothing more to do. */
export type AppliedSoFar = { againIn: number | null };

/**
 * Applies a plan from where it stands, one step after the other. Any number of workers may try: one has the lease, and whoever takes over asks the
 * outside what became of the step that was sent.
 */
export async function applyPlan(pool: Pool, application: Application): Promise<AppliedSoFar> {
  const timing = application.timing ?? TIMING;
  const lease = await takePlan(pool, application.planId, application.by, timing.planLease);
  if (!lease) return { againIn: Math.max(1, timing.planLease / 4) };
  const lost = new AbortController();
  const heartbeat = setInterval(
    () =>
      renewPlan(pool, lease, timing.planLease).then(
        (ours) => ours || lost.abort(new FenceLost()),
        () => undefined,
      ),
    (timing.planLease / 4) * 1000,
  );
  try {
    const signal = AbortSignal.any([application.signal, lost.signal]);
    const applying = new Applying(pool, { ...application, signal }, lease, timing);
    return await applying.run().finally(() => applying.settle());
  } finally {
    clearInterval(heartbeat);
    await releasePlan(pool, lease).catch(() => undefined);
  }
}

class Applying {
  private readonly pool: Pool;
  private readonly order: Application;
  private readonly lease: PlanLease;
  private readonly timing: Timing;
  private readonly meanwhile: Promise<void>[] = [];
  /** What steps have seen, on its way into the model. */
  private readonly takenIn: Promise<void>[] = [];

  constructor(pool: Pool, order: Application, lease: PlanLease, timing: Timing) {
    this.pool = pool;
    this.order = order;
    this.lease = lease;
    this.timing = timing;
  }

  /** All that went on beside the steps is over. */
  async settle(): Promise<void> {
    await Promise.all([...this.meanwhile, ...this.takenIn]);
  }

  async run(): Promise<AppliedSoFar> {
    const plan = await readPlan(this.pool, this.lease.planId);
    if (plan?.state !== 'applying') return { againIn: null };
    if (plan.undoes && plan.stepCount === 0) {
      // A rollback of a plan that is still being applied: it stops after its present step, and then it is known what there is to undo.
      const filled = await fillUndo(this.pool, this.lease, plan, this.order.invert).catch((error: unknown) => {
        if (error instanceof StepFailure) return error;
        throw error;
      });
      if (filled instanceof StepFailure) return this.cannotBegin(plan, filled.message);
      return filled ? this.run() : { againIn: 0.2 };
    }
    const applied: Applied = { ...this.lease, title: plan.title };
    const stopped: Stopped[] = [];
    for (const { n, state, type } of await stepStates(this.pool, plan.id)) {
      if (state === 'applied' || state === 'skipped') continue;
      if (stopped.length > 0 && type !== stopped[0]!.type) break;
      const { row, wanted } = await readTurn(this.pool, plan.id, n);
      if (wanted) return this.stop(applied, plan, wanted);
      const end = await this.step(applied, plan, row);
      if (end.is === 'later') return { againIn: end.seconds };
      if (end.is === 'applied' || end.is === 'skipped') continue;
      stopped.push({ n, type, end });
      // One zone that somebody has changed keeps no other from its rollback. Steps of another type may stand on those that come before them.
      if (plan.undoes === null) break;
    }
    return stopped.length > 0 ? this.notAllOfIt(applied, plan, stopped) : this.finish(applied, plan);
  }

  private async step(applied: Applied, plan: PlanRow, row: StepRow): Promise<StepEnd> {
    let ready: ReadyStep;
    try {
      ready = await this.order.makeReady(row.step);
    } catch (error) {
      if (row.state === 'sent' || row.state === 'unsure') return { is: 'unsure', words: wordsOf(error) };
      await noteOutcome(this.pool, applied, row, { state: 'failed', error: wordsOf(error) });
      return { is: 'failed', words: wordsOf(error) };
    }
    return runStep({
      pool: this.pool,
      plan: applied,
      row,
      ready,
      timing: this.timing,
      signal: this.order.signal,
      partsMayBeDone: plan.undoes !== null,
      meanwhile: (work) => this.meanwhile.push(work),
      takesIn: (work) => this.takenIn.push(work),
      decision: this.order.decisions?.[row.n],
    });
  }

  /** An undo of which nobody knows how to make the steps. */
  private async cannotBegin(plan: PlanRow, error: string): Promise<AppliedSoFar> {
    await enterState(this.pool, { ...this.lease, title: plan.title }, 'failed', {
      error,
      also: (client) => setUndone(client, plan.undoes!, null),
    });
    return { againIn: null };
  }

  /** Between two steps a person has said: stop here. */
  private async stop(applied: Applied, plan: PlanRow, wanted: 'pause' | 'undo'): Promise<AppliedSoFar> {
    const { writtenCount } = (await readPlan(this.pool, plan.id))!;
    if (wanted === 'pause') await Promise.all(this.takenIn);
    await enterState(this.pool, applied, wanted === 'pause' || writtenCount === 0 ? 'paused' : 'partly_applied', {
      error: wanted === 'undo' ? 'stopped, to be undone' : null,
    });
    await this.afterwards(plan);
    return { againIn: null };
  }

  private async notAllOfIt(applied: Applied, plan: PlanRow, stopped: readonly Stopped[]): Promise<AppliedSoFar> {
    const { writtenCount, undoableCount } = (await readPlan(this.pool, plan.id))!;
    const error = wordsOfAll(stopped);
    const rollsBack = plan.onFailure === 'roll-back' && undoableCount > 0 && plan.undoes === null;
    // What brings it back is made from the journal, and waits for nothing.
    if (!rollsBack) await Promise.all(this.takenIn);
    log.warn({ planId: plan.id, steps: stopped.map(({ n, end }) => ({ n, end: end.is })) }, 'a plan stopped');
    if (stopped.some(({ end }) => end.is === 'unsure')) await enterState(this.pool, applied, 'needs_person', { error });
    else if (writtenCount === 0)
      await enterState(this.pool, applied, stopped.every(({ end }) => end.is === 'moved') ? 'expired' : 'failed', {
        error,
        also: async (client) => {
          if (plan.undoes) await setUndone(client, plan.undoes, null);
        },
      });
    else
      await enterState(this.pool, applied, 'partly_applied', {
        error,
        also: async (client) => {
          if (!rollsBack) return;
          const now = (await readPlan(client, plan.id, 'FOR UPDATE'))!;
          // A person may have been quicker.
          if (now.undoneBy === null) await undoOf(client, now, { id: null, name: plan.actor });
        },
      });
    await this.afterwards(plan);
    return { againIn: null };
  }

  private async finish(applied: Applied, plan: PlanRow): Promise<AppliedSoFar> {
    await Promise.all(this.takenIn);
    await enterState(this.pool, applied, 'applied', {
      also: async (client) => {
        if (plan.undoes) await setUndone(client, plan.undoes, 'undone');
      },
    });
    await this.afterwards(plan);
    return { againIn: null };
  }

  private async afterwards(plan: PlanRow): Promise<void> {
    await this.settle();
    await this.order
      .afterwards?.(plan.id)
      .catch((error: unknown) => log.warn({ err: error, planId: plan.id }, 'no pull was asked for after a plan'));
  }
}

/** A step that has not come about. */
interface Stopped {
  n: number;
  type: string;
  end: Exclude<StepEnd, { is: 'later' }>;
}

const MOST_TOLD = 3;

function wordsOfAll(stopped: readonly Stopped[]): string {
  const told = stopped.slice(0, MOST_TOLD).map(({ n, end }) => `step ${n}: ${end.words ?? 'it failed'}`);
  const more = stopped.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more step${more === 1 ? '' : 's'}`] : [])].join('; ');
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Asks workers to apply, or go on applying. In the transaction that makes the plan `applying`. */
export const requestApplication = (
  db: Parameters<typeof requestWork>[0],
  planId: string,
  decisions: Record<string, string> = {},
) => requestWork(db, { task: 'apply-plan', subjectId: planId, params: { decisions } });
