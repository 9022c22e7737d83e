import type { Timing } from '../actions/engine/timing.ts';
import type { Pool } from '../model/database.ts';
import type { Task } from '../model/work/due-work.ts';
import type { AddressPolicy } from '../runtime/http/address-policy.ts';
import type { Outgoing } from '../runtime/http/guarded-request.ts';
import type { ClaimedWork } from './due-work.ts';

export interface TaskTools {
  pool: Pool;
  masterKey: Buffer;
  outgoing: Outgoing;
  policy: AddressPolicy;
  /** Of plans. */
  timing: Timing;
  /** Ends when the worker stops or the lease went to another. */
  signal: AbortSignal;
}

export interface TaskOutcome {
  result?: unknown;
  error?: string | null;
  /** Seconds until another try. */
  againIn?: number | null;
}

/** One kind of work: a value, picked up by `tasks/all.ts`. */
export interface TaskHandler {
  task: Task;
  /** `measure`, `plan`: a queue of its own. `listen`: it lasts as long as the worker. */
  lane?: 'work' | 'measure' | 'plan' | 'listen';
  /** After so many seconds without a sign of life another worker takes it over; 60 unless told. */
  leaseSeconds?: number;
  /** Never given up, however often it fails. */
  untilDone?: boolean;
  run(work: ClaimedWork, tools: TaskTools): Promise<TaskOutcome>;
  /** Once it is on record when the work is due again. */
  afterwards?(work: ClaimedWork, tools: TaskTools): Promise<void>;
}
