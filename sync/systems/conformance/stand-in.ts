import type { PulledSource, ScopeName, System } from '../system.ts';

/** Ways to fail that every provider has. Each is aimed at the listing of `listed` unless it is of the whole source. */
export type Fault =
  | { how: '429'; retryAfter?: number }
  | { how: '500' | 'reset' | 'cut' | 'garbage' | 'hang' | 'empty' | 'malformed' | 'duplicate' }
  /** The second page and all after it are errors. Only where there are pages. */
  | { how: 'half-page' }
  /** One page and no next one, although more exist. */
  | { how: 'truncate' }
  /** Of the whole source, from now on. */
  | { how: 'revoke' | 'other-account' };

/** A running stand-in for a provider (or the provider itself) and what the suite must know of it. */
export interface StandIn {
  system: System;
  /** A source that sees everything: at least two scopes of rows, and a secret. */
  source: PulledSource;
  /** The same with a secret that is wrong. */
  wrongSource: PulledSource;
  /** The same by TLS, with a certificate that nobody trusts. */
  untrustedSource: PulledSource;
  /** The scope whose listing faults are aimed at; where the provider has pages, it has at least two. */
  listed: ScopeName;
  fail(fault: Fault): void;
  heal(): void;
  /** What takes a turn of the budget, since the start: requests, or connections where many calls go over one. */
  requests(): number;
  /** Scopes that are listed over the same connection as `listed`: when that breaks, so do they. */
  breaksWith?(other: ScopeName): boolean;
  /** The same things in another order. */
  reorder(): Promise<void>;
  stop(): Promise<void>;
}

/** What differs between providers by their nature. */
export interface Traits {
  /** Listings have pages. */
  pages: boolean;
  /** The provider tells how many there are, so that a silent cap shows. */
  counts: boolean;
  /** The credentials can turn out to be another account's. */
  accounts: boolean;
  /** Ways to fail that its protocol does not have. */
  cannot?: readonly Fault['how'][];
}
