import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../../model/database.ts';
import type { StepRow } from '../../model/plans/step-row.ts';
import { logFor } from '../../runtime/log.ts';
import { type Applied, noteOutcome, noteVerified, type StepOutcome } from './step-journal.ts';
import { failureOf, type ReadyStep } from './step-type.ts';
import { takeTarget } from './target-lease.ts';
import type { Timing } from './timing.ts';

const log = logFor('plans');
/** Tries of a write that was not done. */
export const MOST_TRIES = 4;

/** Seconds that a target is taken for beyond what a request needs: most steps have looked and sent before they are over. */
const LOOK = 2;

export interface StepOrder {
  pool: Pool;
  plan: Applied;
  row: StepRow;
  ready: ReadyStep;
  timing: Timing;
  signal: AbortSignal;
  /** An undo finds some of its targets as they were already, where what it undoes was done in part. */
  partsMayBeDone: boolean;
  /** Is given what may go on beside the steps that follow, and after the plan is over. */
  meanwhile(work: Promise<void>): void;
  /** Is given what goes on beside the steps that follow, and not after the plan is over: who plans next begins with what this one has written. */
  takesIn(work: Promise<void>): void;
  /** A person's word on a step that waits for one. */
  decision?: 'done' | 'again' | 'skip';
}

/** `moved`: somebody else has changed a target since it was planned; nothing was sent. `later`: come back after so many seconds. */
export type StepEnd = { is: StepOutcome['state'] | 'moved'; words: string | null } | { is: 'later'; seconds: number };

/** A step that is being run: what it knows, and what it does whichever way it goes. */
export class StepRun {
  readonly order: StepOrder;
  /** Seconds: no request outlives it. */
  readonly deadline: number;
  tries = 0;
  /** A request of it may reach the outside. */
  underWay = false;
  /** Until then the target is ours, in milliseconds. */
  private heldUntil = 0;
  private seen: { image: unknown; observedAt: Date } | undefined;

  constructor(order: StepOrder) {
    this.order = order;
    this.deadline = Math.min(order.ready.deadlineSeconds, order.timing.deadline);
  }

  /** Has the target for as long as a request that is sent now may reach it. @throws the signal's reason */
  async hold(): Promise<void> {
    const { pool, plan, ready, timing, signal } = this.order;
    const now = performance.now();
    const seconds = this.deadline + timing.grace;
    if (this.heldUntil >= now + seconds * 1000) return;
    await takeTarget(pool, ready.target, plan, seconds + LOOK, signal);
    this.heldUntil = now + (seconds + LOOK) * 1000;
  }

  async read(): Promise<unknown> {
    const { ready, signal } = this.order;
    const observedAt = new Date();
    const image = await ready.read(signal);
    this.seen = { image, observedAt };
    return image;
  }

  async note(outcome: StepOutcome): Promise<StepEnd> {
    const { pool, plan, row } = this.order;
    await noteOutcome(pool, plan, { n: row.n, step: row.step }, outcome);
    return { is: outcome.state, words: outcome.error ?? null };
  }

  async done(image: unknown, answer: string): Promise<StepEnd> {
    const end = await this.note({ state: 'applied', leftBehind: image, answer });
    this.order.meanwhile(this.verify(image));
    return end;
  }

  /** Name servers may be slow to answer, and what they say changes nothing: the steps that follow do not wait. */
  private async verify(image: unknown): Promise<void> {
    const { pool, plan, row, ready, signal } = this.order;
    if (!ready.verify) return;
    const lines = await ready
      .verify(image, signal)
      .catch((error: unknown) => [`not verified: ${failureOf(error).message}`]);
    if (lines.length > 0)
      await noteVerified(pool, plan, { n: row.n, step: row.step }, lines).catch((error: unknown) =>
        log.warn({ err: error, planId: plan.planId, n: row.n }, 'what name servers answered is not on record'),
      );
  }

  /** What was seen last goes into the model. */
  async takeIn(): Promise<void> {
    if (!this.seen) return;
    await this.order.ready
      .takeIn?.(this.seen.image, this.seen.observedAt)
      .catch((error: unknown) => log.warn({ err: error }, 'what a step saw waits for the next pull'));
  }

  /** Holds the target on while it waits. */
  async pause(): Promise<void> {
    const { timing, signal } = this.order;
    await this.hold();
    await sleep(timing.pause * 1000 * 2 ** Math.max(0, this.tries - 1), undefined, { signal });
  }
}
