import type { HeldChange } from '../../contract/api/held-changes.ts';

export type HoldReason = HeldChange['reason'];

/** octoDNS's brake, for pulls: below this many rows a share says nothing. */
const ENOUGH_ROWS = 10;
const SHARE = 0.3;

export interface GoingAway {
  /** Live rows of the scope before anything goes. */
  live: number;
  /** Rows that would go now. */
  going: number;
  /** Rows of the scope that went in the last 24 hours. */
  goneToday: number;
  /** Rows that this very listing has. */
  listed: number;
  /** The rows that would go take others with them. */
  areParents: boolean;
}

/** Must a person look before these rows go? null: no. The words are shown with what is held. */
export function brake({
  live,
  going,
  goneToday,
  listed,
  areParents,
}: GoingAway): { reason: HoldReason; detail: string } | null {
  if (going === 0) return null;
  if (areParents)
    return {
      reason: 'parent-vanished',
      detail: `${going} of ${live} vanished, and all that is in them would go with them`,
    };
  if (listed === 0) return { reason: 'became-empty', detail: `${live} rows before, none now` };
  if (live >= ENOUGH_ROWS && going > live * SHARE)
    return { reason: 'many-gone', detail: `${going} of ${live} rows would go (more than ${SHARE * 100} %)` };
  const before = live + goneToday;
  if (goneToday > 0 && before >= ENOUGH_ROWS && going + goneToday > before * SHARE)
    return {
      reason: 'many-gone-in-a-day',
      detail: `${going} rows would go and ${goneToday} went in the last 24 hours, of ${before} (more than ${SHARE * 100} %)`,
    };
  return null;
}
