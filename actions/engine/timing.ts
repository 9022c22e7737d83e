/** Seconds. Tests that kill writers shorten them. */
export interface Timing {
  /** How long a plan is its writer's without a sign of life. */
  planLease: number;
  /** Time beyond a deadline in which a request that left in time may still reach the outside. */
  grace: number;
  /** Between tries of a write that was not done. */
  pause: number;
  /** No request of a write has longer, however long its system lets it. */
  deadline: number;
}

export const TIMING: Timing = { planLease: 20, grace: 5, pause: 0.5, deadline: 60 };
