import type { Faults } from './faults.ts';
import type { RequestLog } from './request-log.ts';
import type { World } from './world/world.ts';

/** What every endpoint of one lab shares. The world is replaced as a whole when the lab is reset. */
export interface LabContext {
  readonly world: World;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Milliseconds that each answer takes, as a network far away would. */
  readonly latencyMs: number;
}
