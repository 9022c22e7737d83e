/** Seconds. Tests that kill writers shorten them. */
export interface Timing {
  /** How long a plan, and the work on it, is its writer's without a sign of life; there are four in that time, while it is worked on and only then. */
  planLease: number;
  /** Time beyond a deadline in which a request that left in time may still reach the outside. */
  grace: number;
  /** Between tries of a write that was not done. */
  pause: number;
  /** No request of a write has longer, however long its system lets it. */
  deadline: number;
}

/**
 * A worker that was killed is followed within some 20 seconds: the lease, a quarter of it where that of the plan was renewed after that of the work, a second until
 * the next look. What it had sent is waited for: `deadline` of the step (15 s for most) and `grace` after it was sent. Whoever was only slow is kept out by the fence.
 */
export const TIMING: Timing = { planLease: 12, grace: 5, pause: 0.5, deadline: 60 };
