import type { StepData } from '../../contract/plans/steps.ts';
import type { Verdict } from '../../contract/plans/verdict.ts';

/**
 * A step made ready to run: its data with the outside system that it is for. Who makes it (`workers/plans`) has opened the credentials; the engine
 * knows no system. An image is JSON: all of what the step may change, exactly as it is now.
 */
export interface ReadyStep {
  data: StepData;
  /** Writes to one target go one after the other. */
  target: string;
  /** No request of a write outlives this. */
  deadlineSeconds: number;
  /** False: nobody can ask the outside what became of a write (a purge, a restart); one that was interrupted waits for a person. */
  readable: boolean;
  read(signal: AbortSignal): Promise<unknown>;
  /** One request, or several that the outside takes as one. Never repeats anything. @returns the outside's answer in words */
  write(found: unknown, signal: AbortSignal): Promise<string>;
  classify(image: unknown): Verdict;
  /** Looks at it in other ways than `read`, such as asking the name servers. @returns what was seen, a line each */
  verify?(leftBehind: unknown, signal: AbortSignal): Promise<string[]>;
  /** What was read goes into the model at once. */
  takeIn?(image: unknown, observedAt: Date): Promise<void>;
}

/** @throws Error in words for people, when it cannot be run at all: the source was removed, may not be written */
export type MakeReady = (data: StepData) => Promise<ReadyStep>;

/**
 * The step that brings back exactly what was found; null when there is none. It is made of the journal alone: a source that cannot be reached any more
 * keeps nobody from what the others have.
 * @throws StepFailure when nobody knows
 */
export type Invert = (data: StepData, found: unknown, leftBehind: unknown) => StepData | null;

/**
 * How a write failed, as far as the engine has to know. Whatever else is thrown is taken for `unknown`.
 * `refused`: the outside said no, and has done nothing · `later`: not done, and may be asked again after so many seconds ·
 * `unknown`: it may have been done.
 */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly was: 'refused' | 'later' | 'unknown';
  readonly afterSeconds: number;

  constructor(was: 'refused' | 'later' | 'unknown', message: string, afterSeconds = 1) {
    super(message);
    this.was = was;
    this.afterSeconds = afterSeconds;
  }
}

/** As a failure, which everything else that is thrown is too: nobody knows what became of it. */
export const failureOf = (error: unknown): StepFailure =>
  error instanceof StepFailure
    ? error
    : new StepFailure('unknown', error instanceof Error ? error.message : String(error));
