import { setTimeout as sleep } from 'node:timers/promises';
import { changes } from '../../contract/plans/steps.ts';
import type { Pool } from '../../model/database.ts';
import type { StepRow } from '../../model/plans/step-row.ts';
import { logFor } from '../../runtime/log.ts';
import { FenceLost } from './plan-lease.ts';
import { type Applied, noteOutcome, noteSent, noteVerified, type StepOutcome } from './step-journal.ts';
import { type ReadyStep, StepFailure } from './step-type.ts';
import { releaseTarget, takeTarget } from './target-lease.ts';
import type { Timing } from './timing.ts';

const log = logFor('plans');
/** Tries of a write that was not done. */
const MOST_TRIES = 4;
/** Looks at what was written until it shows: the outside may answer from a cache for a moment. */
const LOOKS = 3;

export interface StepRun {
  pool: Pool;
  plan: Applied;
  row: StepRow;
  ready: ReadyStep;
  timing: Timing;
  signal: AbortSignal;
  /** An undo finds some of its targets as they were already, where what it undoes was done in part. */
  partsMayBeDone: boolean;
  /** Is given what may go on beside the steps that follow. */
  meanwhile(work: Promise<void>): void;
  /** A person's word on a step that waits for one. */
  decision?: 'done' | 'again' | 'skip';
}

/** `moved`: somebody else has changed a target since it was planned; nothing was sent. `later`: come back after so many seconds. */
export type StepEnd = { is: StepOutcome['state'] | 'moved'; words: string | null } | { is: 'later'; seconds: number };

const ended = (outcome: StepOutcome): StepEnd => ({ is: outcome.state, words: outcome.error ?? null });

/**
 * One step: check, write, read again. What is sent is on record before it leaves, and is never sent twice before the outside was asked.
 * @throws FenceLost, or the signal's reason
 */
export async function runStep(run: StepRun): Promise<StepEnd> {
  const { pool, plan, ready, timing, signal } = run;
  const deadline = Math.min(ready.deadlineSeconds, timing.deadline);
  const hold = deadline + timing.grace;
  await takeTarget(pool, ready.target, plan, hold, signal);
  const step = new Step(run, { deadline, hold });
  try {
    return await step.run();
  } finally {
    run.meanwhile(step.takeIn());
    // A request that may still be under way keeps others from the target until it cannot be any more.
    if (!step.underWay) await releaseTarget(pool, ready.target, plan).catch(() => undefined);
  }
}

class Step {
  private readonly order: StepRun;
  /** Seconds: of a request, and of its target for as long as it may reach it. */
  private readonly deadline: number;
  private readonly hold: number;
  private tries = 0;
  underWay = false;
  private seen: { image: unknown; observedAt: Date } | undefined;

  constructor(order: StepRun, { deadline, hold }: { deadline: number; hold: number }) {
    this.order = order;
    this.deadline = deadline;
    this.hold = hold;
  }

  async run(): Promise<StepEnd> {
    const { row, decision } = this.order;
    if (decision === 'skip') return this.note({ state: 'skipped', answer: 'left as it is, by decision' });
    if (!changes(row.step)) return this.look();
    if (row.state === 'unsure' && decision === undefined) return { is: 'unsure', words: row.error };
    if (row.state === 'sent') return this.afterInterruption();
    if (row.state === 'unsure') return this.decided();
    return this.begin();
  }

  /** What changes nothing is done by reading. */
  private async look(): Promise<StepEnd> {
    const { ready, signal } = this.order;
    const seen = await ready.read(signal);
    const { is, foreign } = ready.classify(seen);
    if (is !== 'after') return this.note({ state: 'failed', error: foreign.join('; '), foreign });
    return this.note({ state: 'applied', answer: 'it is so' });
  }

  /** Nobody knows what became of it: its writer died. The outside is asked once no request of it can be under way. */
  private async afterInterruption(): Promise<StepEnd> {
    const { row, ready, timing, signal } = this.order;
    const left = (row.deadlineIn ?? 0) + timing.grace;
    if (left > 0) await sleep(left * 1000, undefined, { signal });
    if (!ready.readable)
      return this.note({
        state: 'unsure',
        error:
          'it was interrupted, and nobody can ask what became of it: say whether it is done, to be sent again, or left',
      });
    return this.settle('its writer went away before it had looked', null);
  }

  /** A person has looked: what is there now is taken for done, or written over. */
  private async decided(): Promise<StepEnd> {
    const { ready, decision } = this.order;
    if (!ready.readable)
      return decision === 'done' ? this.note({ state: 'applied', answer: 'done, by decision' }) : this.send(null);
    const image = await this.read();
    if (decision === 'done')
      return this.note({
        state: 'applied',
        leftBehind: image,
        answer: 'taken as done, by decision',
        foreign: ready.classify(image).foreign,
      });
    return this.send(image);
  }

  private async begin(): Promise<StepEnd> {
    const { ready, partsMayBeDone } = this.order;
    if (!ready.readable) return this.send(null);
    let image: unknown;
    try {
      image = await this.read();
    } catch (error) {
      return this.unreadable(error);
    }
    const verdict = ready.classify(image);
    if (verdict.is === 'after') return this.note({ state: 'applied', leftBehind: image, answer: 'it was so already' });
    if (verdict.is === 'before' || (verdict.is === 'mixed' && partsMayBeDone)) return this.send(image);
    const foreign = verdict.foreign.length ? verdict.foreign : ['part of it is done already, by somebody else'];
    const words = `what it would change has moved: ${foreign.slice(0, 3).join('; ')}`;
    await this.note({ state: 'failed', error: words, foreign });
    return { is: 'moved', words };
  }

  private async unreadable(error: unknown): Promise<StepEnd> {
    this.order.signal.throwIfAborted();
    const failure = failureOf(error);
    if (failure.was === 'later') return { is: 'later', seconds: failure.afterSeconds };
    this.tries += 1;
    if (failure.was === 'unknown' && this.tries < MOST_TRIES) {
      await this.pause();
      return this.begin();
    }
    return this.note({ state: 'failed', error: `it could not be looked at: ${failure.message}` });
  }

  private async send(found: unknown): Promise<StepEnd> {
    const { pool, plan, row, ready, timing, signal } = this.order;
    signal.throwIfAborted();
    this.tries += 1;
    await takeTarget(pool, ready.target, plan, this.hold, signal);
    // Runs from before the record is made: a record that was long in coming has an instant in it that no request outlives.
    const deadline = AbortSignal.timeout(this.deadline * 1000);
    await noteSent(pool, plan, { n: row.n, step: row.step, found, seconds: this.deadline });
    this.underWay = true;
    try {
      const answer = await ready.write(found, AbortSignal.any([signal, deadline]));
      this.underWay = false;
      return ready.readable ? await this.settle(null, answer) : await this.note({ state: 'applied', answer });
    } catch (error) {
      if (error instanceof FenceLost) throw error;
      // Stopped while the request may be under way: whoever goes on will ask.
      signal.throwIfAborted();
      // What timed out here may still be taken in over there.
      if (deadline.aborted) await sleep(timing.grace * 1000, undefined, { signal });
      this.underWay = false;
      return this.failed(failureOf(error));
    }
  }

  private async failed(failure: StepFailure): Promise<StepEnd> {
    const { ready } = this.order;
    log.warn(
      { planId: this.order.plan.planId, step: this.order.row.n, was: failure.was, err: failure.message },
      'a write failed',
    );
    if (failure.was === 'later') {
      await this.note({ state: 'failed', error: failure.message });
      return { is: 'later', seconds: failure.afterSeconds };
    }
    if (!ready.readable)
      return this.note(
        failure.was === 'refused'
          ? { state: 'failed', error: failure.message }
          : { state: 'unsure', error: `${failure.message}: nobody can ask whether it was done` },
      );
    if (failure.was === 'unknown') await this.pause();
    return this.settle(failure.message, null, failure.was === 'refused');
  }

  /**
   * Asks the outside what is there now, and believes only that.
   * @param trouble why it is asked, or null after a write that was acknowledged
   */
  private async settle(trouble: string | null, answer: string | null, refused = false): Promise<StepEnd> {
    const { ready, partsMayBeDone } = this.order;
    let image: unknown;
    let is: 'before' | 'after' | 'mixed' | 'other' = 'before';
    let foreign: string[] = [];
    for (let look = 0; look < LOOKS; look += 1) {
      try {
        image = await this.read();
      } catch (error) {
        this.order.signal.throwIfAborted();
        const failure = failureOf(error);
        // It is on record as sent: whoever comes back asks what became of it.
        if (failure.was === 'later') return { is: 'later', seconds: failure.afterSeconds };
        if (look === LOOKS - 1)
          return this.note({
            state: 'unsure',
            error: `${trouble ? `${trouble}; ` : ''}it cannot be looked at: ${failure.message}`,
          });
        await this.pause();
        continue;
      }
      ({ is, foreign } = ready.classify(image));
      if (is === 'after' || trouble !== null) break;
      await this.pause();
    }
    if (is === 'after') return this.done(image, answer ?? `done, although ${trouble}`);
    if (is === 'before' && trouble !== null) {
      if (refused || this.tries >= MOST_TRIES) return this.note({ state: 'failed', error: trouble });
      await this.pause();
      return this.send(image);
    }
    if (is === 'mixed' && partsMayBeDone && trouble !== null && this.tries < MOST_TRIES && !refused)
      return this.send(image);
    const what = is === 'mixed' ? 'a part of it shows and a part does not' : 'something else is there';
    return this.note({
      state: 'unsure',
      leftBehind: image,
      answer,
      foreign,
      error: `${trouble ?? 'it was acknowledged'}, but ${is === 'before' ? 'nothing of it shows' : what}`,
    });
  }

  private async done(image: unknown, answer: string): Promise<StepEnd> {
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

  private async read(): Promise<unknown> {
    const { ready, signal } = this.order;
    const observedAt = new Date();
    const image = await ready.read(signal);
    this.seen = { image, observedAt };
    return image;
  }

  /** What was seen last goes into the model. Nothing of the plan waits for that. */
  async takeIn(): Promise<void> {
    if (!this.seen) return;
    await this.order.ready
      .takeIn?.(this.seen.image, this.seen.observedAt)
      .catch((error: unknown) => log.warn({ err: error }, 'what a step saw waits for the next pull'));
  }

  private async note(outcome: StepOutcome): Promise<StepEnd> {
    const { pool, plan, row } = this.order;
    await noteOutcome(pool, plan, { n: row.n, step: row.step }, outcome);
    return ended(outcome);
  }

  /** Holds the target on while it waits. */
  private async pause(): Promise<void> {
    const { pool, plan, ready, timing, signal } = this.order;
    await takeTarget(pool, ready.target, plan, this.hold, signal);
    await sleep(timing.pause * 1000 * 2 ** Math.max(0, this.tries - 1), undefined, { signal });
  }
}

const failureOf = (error: unknown): StepFailure =>
  error instanceof StepFailure
    ? error
    : new StepFailure('unknown', error instanceof Error ? error.message : String(error));
