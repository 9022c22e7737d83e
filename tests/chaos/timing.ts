import type { Timing } from '../../actions/engine/timing.ts';

/** Short, so that killed writers cost seconds. */
export const timing: Timing = { planLease: 3, grace: 0.5, pause: 0.05, deadline: 4 };
