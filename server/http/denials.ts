import { clientNetwork } from '../../runtime/http/client-network.ts';

const WINDOW_MS = 15 * 60_000;
/** What one principal, or one network of nobody's, may put on record within that time. */
const MOST = { write: 100, read: 1 };
/** All of those together whom nobody knows: the audit is kept for ever, and must not be filled from outside. */
const MOST_OF_NOBODY = 200;
const MOST_KNOWN = 10_000;

export interface Attempt {
  /** Null: nobody. */
  principalId: string | null;
  address: string;
  /** What was tried. */
  action: string;
  kind: 'write' | 'read';
}

interface Counted {
  since: number;
  onRecord: number;
  left: number;
}

/**
 * Which denied attempts go on record. A page that asks for what its reader may not see does so again and again: such a read is on record once.
 * One for each server process.
 */
export class Denials {
  private readonly counted = new Map<string, Counted>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** How many attempts of the same were left out since the last that is on record; null: this one is left out too. */
  take({ principalId, address, action, kind }: Attempt): number | null {
    const who = principalId ?? clientNetwork(address);
    const own = this.counter(kind === 'read' ? `${who} ${action}` : who);
    const all = principalId === null ? this.counter('nobody') : undefined;
    if (own.onRecord >= MOST[kind] || (all && all.onRecord >= MOST_OF_NOBODY)) {
      own.left += 1;
      return null;
    }
    own.onRecord += 1;
    if (all) all.onRecord += 1;
    const { left } = own;
    own.left = 0;
    return left;
  }

  /** Begins anew when its time is over; what was left out is remembered until it is told. */
  private counter(name: string): Counted {
    const now = this.now();
    const known = this.counted.get(name);
    if (known && now - known.since < WINDOW_MS) return known;
    if (this.counted.size >= MOST_KNOWN) this.counted.clear();
    const made = { since: now, onRecord: 0, left: known?.left ?? 0 };
    this.counted.set(name, made);
    return made;
  }
}
