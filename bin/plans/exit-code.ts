import type { PlanState } from '../../contract/plans/states.ts';
import { StartError } from '../../runtime/start-error.ts';

/** What the commands on plans end with; docs/plans.md tells it to people. */
export const EXIT = { done: 0, wrong: 1, refused: 2, failed: 3, person: 4, moved: 5 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with one line and a code of its own. */
export class PlanTrouble extends StartError {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** States in which nothing more happens by itself, with the code for who waited for the plan to be applied. */
const ENDS: Partial<Record<PlanState, ExitCode>> = {
  proposed: EXIT.refused,
  approved: EXIT.refused,
  scheduled: EXIT.done,
  paused: EXIT.person,
  applied: EXIT.done,
  partly_applied: EXIT.failed,
  failed: EXIT.failed,
  needs_person: EXIT.person,
  cancelled: EXIT.failed,
  expired: EXIT.moved,
  // Somebody, or its own failure, has rolled it back.
  undone: EXIT.failed,
};

export const endOf = (state: PlanState): ExitCode | undefined => ENDS[state];
