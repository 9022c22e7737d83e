import { setTimeout as sleep } from 'node:timers/promises';
import { logFor } from '../../runtime/log.ts';
import { FenceLost } from './plan-lease.ts';
import { noteSent } from './step-journal.ts';
import { failureOf, type StepFailure } from './step-type.ts';
import { MOST_TRIES, type StepEnd, type StepRun } from './step-run.ts';

const log = logFor('plans');
/** Looks at what was written until it shows: the outside may answer from a cache for a moment. */
const LOOKS = 3;

/** Sends a step's write once it is on record, and then asks what is there. `found`: what the outside has now. */
export async function sendStep(run: StepRun, found: unknown): Promise<StepEnd> {
  const { pool, plan, row, ready, timing, signal } = run.order;
  signal.throwIfAborted();
  run.tries += 1;
  await run.hold();
  // Runs from before the record is made: a record that was long in coming has an instant in it that no request outlives.
  const deadline = AbortSignal.timeout(run.deadline * 1000);
  await noteSent(pool, plan, { n: row.n, step: row.step, found, seconds: run.deadline });
  run.underWay = true;
  try {
    const answer = await ready.write(found, AbortSignal.any([signal, deadline]));
    run.underWay = false;
    return ready.readable ? await settleStep(run, null, answer) : await run.note({ state: 'applied', answer });
  } catch (error) {
    if (error instanceof FenceLost) throw error;
    // Stopped while the request may be under way: whoever goes on will ask.
    signal.throwIfAborted();
    // What timed out here may still be taken in over there.
    if (deadline.aborted) await sleep(timing.grace * 1000, undefined, { signal });
    run.underWay = false;
    return failed(run, failureOf(error));
  }
}

async function failed(run: StepRun, failure: StepFailure): Promise<StepEnd> {
  const { plan, row, ready } = run.order;
  log.warn({ planId: plan.planId, step: row.n, was: failure.was, err: failure.message }, 'a write failed');
  if (failure.was === 'later') {
    await run.note({ state: 'failed', error: failure.message });
    return { is: 'later', seconds: failure.afterSeconds };
  }
  if (!ready.readable)
    return run.note(
      failure.was === 'refused'
        ? { state: 'failed', error: failure.message }
        : { state: 'unsure', error: `${failure.message}: nobody can ask whether it was done` },
    );
  if (failure.was === 'unknown') await run.pause();
  return settleStep(run, failure.message, null, failure.was === 'refused');
}

/**
 * Asks the outside what is there now, and believes only that.
 * @param trouble why it is asked, or null after a write that was acknowledged
 */
export async function settleStep(
  run: StepRun,
  trouble: string | null,
  answer: string | null,
  refused = false,
): Promise<StepEnd> {
  const { ready, partsMayBeDone, signal } = run.order;
  let image: unknown;
  let is: 'before' | 'after' | 'mixed' | 'other' = 'before';
  let foreign: string[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    try {
      image = await run.read();
    } catch (error) {
      signal.throwIfAborted();
      const failure = failureOf(error);
      // It is on record as sent: whoever comes back asks what became of it.
      if (failure.was === 'later') return { is: 'later', seconds: failure.afterSeconds };
      if (look === LOOKS - 1)
        return run.note({
          state: 'unsure',
          error: `${trouble ? `${trouble}; ` : ''}it cannot be looked at: ${failure.message}`,
        });
      await run.pause();
      continue;
    }
    ({ is, foreign } = ready.classify(image));
    if (is === 'after' || trouble !== null) break;
    await run.pause();
  }
  if (is === 'after') return run.done(image, answer ?? `done, although ${trouble}`);
  if (is === 'before' && trouble !== null) {
    if (refused || run.tries >= MOST_TRIES) return run.note({ state: 'failed', error: trouble });
    await run.pause();
    return sendStep(run, image);
  }
  if (is === 'mixed' && partsMayBeDone && trouble !== null && run.tries < MOST_TRIES && !refused)
    return sendStep(run, image);
  const what = is === 'mixed' ? 'a part of it shows and a part does not' : 'something else is there';
  return run.note({
    state: 'unsure',
    leftBehind: image,
    answer,
    foreign,
    error: `${trouble ?? 'it was acknowledged'}, but ${is === 'before' ? 'nothing of it shows' : what}`,
  });
}
