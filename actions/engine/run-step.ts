import { setTimeout as sleep } from 'node:timers/promises';
import { changes } from '../../contract/plans/steps.ts';
import { sendStep, settleStep } from './send-step.ts';
import { failureOf } from './step-type.ts';
import { MOST_TRIES, StepRun, type StepEnd, type StepOrder } from './step-run.ts';
import { releaseTarget } from './target-lease.ts';

/**
 * One step: check, write, read again. What is sent is on record before it leaves, and is never sent twice before the outside was asked.
 * @throws FenceLost, or the signal's reason
 */
export async function runStep(order: StepOrder): Promise<StepEnd> {
  const { pool, plan, ready } = order;
  const run = new StepRun(order);
  await run.hold();
  try {
    return await fromWhereItStands(run);
  } finally {
    order.takesIn(run.takeIn());
    // A request that may still be under way keeps others from the target until it cannot be any more.
    if (!run.underWay) await releaseTarget(pool, ready.target, plan).catch(() => undefined);
  }
}

async function fromWhereItStands(run: StepRun): Promise<StepEnd> {
  const { row, decision } = run.order;
  if (decision === 'skip') return run.note({ state: 'skipped', answer: 'left as it is, by decision' });
  if (!changes(row.step)) return look(run);
  if (row.state === 'unsure' && decision === undefined) return { is: 'unsure', words: row.error };
  if (row.state === 'sent') return afterInterruption(run);
  if (row.state === 'unsure') return decided(run);
  return begin(run);
}

/** What changes nothing is done by reading. */
async function look(run: StepRun): Promise<StepEnd> {
  const { ready, signal } = run.order;
  const { is, foreign } = ready.classify(await ready.read(signal));
  if (is !== 'after') return run.note({ state: 'failed', error: foreign.join('; '), foreign });
  return run.note({ state: 'applied', answer: 'it is so' });
}

/** Nobody knows what became of it: its writer died. The outside is asked once no request of it can be under way. */
async function afterInterruption(run: StepRun): Promise<StepEnd> {
  const { row, ready, timing, signal } = run.order;
  const left = (row.deadlineIn ?? 0) + timing.grace;
  if (left > 0) await sleep(left * 1000, undefined, { signal });
  if (!ready.readable)
    return run.note({
      state: 'unsure',
      error:
        'it was interrupted, and nobody can ask what became of it: say whether it is done, to be sent again, or left',
    });
  return settleStep(run, 'its writer went away before it had looked', null);
}

/** A person has looked: what is there now is taken for done, or written over. */
async function decided(run: StepRun): Promise<StepEnd> {
  const { ready, decision } = run.order;
  if (!ready.readable)
    return decision === 'done' ? run.note({ state: 'applied', answer: 'done, by decision' }) : sendStep(run, null);
  const image = await run.read();
  if (decision === 'done')
    return run.note({
      state: 'applied',
      leftBehind: image,
      answer: 'taken as done, by decision',
      foreign: ready.classify(image).foreign,
    });
  return sendStep(run, image);
}

async function begin(run: StepRun): Promise<StepEnd> {
  const { ready, partsMayBeDone } = run.order;
  if (!ready.readable) return sendStep(run, null);
  let image: unknown;
  try {
    image = await run.read();
  } catch (error) {
    return unreadable(run, error);
  }
  const verdict = ready.classify(image);
  if (verdict.is === 'after') return run.note({ state: 'applied', leftBehind: image, answer: 'it was so already' });
  if (verdict.is === 'before' || (verdict.is === 'mixed' && partsMayBeDone)) return sendStep(run, image);
  const foreign = verdict.foreign.length ? verdict.foreign : ['part of it is done already, by somebody else'];
  const words = `what it would change has moved: ${foreign.slice(0, 3).join('; ')}`;
  await run.note({ state: 'failed', error: words, foreign });
  return { is: 'moved', words };
}

async function unreadable(run: StepRun, error: unknown): Promise<StepEnd> {
  run.order.signal.throwIfAborted();
  const failure = failureOf(error);
  if (failure.was === 'later') return { is: 'later', seconds: failure.afterSeconds };
  run.tries += 1;
  if (failure.was === 'unknown' && run.tries < MOST_TRIES) {
    await run.pause();
    return begin(run);
  }
  return run.note({ state: 'failed', error: `it could not be looked at: ${failure.message}` });
}
