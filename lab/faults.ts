import {
  type FaultService,
  type FaultSettings,
  type FaultTarget,
  type How,
  type HowName,
  servicesOf,
} from './fault-kinds.ts';
import type { World } from './world/world.ts';

/** What a request is about, as far as faults can be aimed. */
export interface Aim {
  service: FaultService;
  operation: string;
  region?: string;
  zones?: string[];
  account?: string;
  host?: string;
}

export interface Fault extends FaultSettings {
  id: number;
  used: number;
  /** What a `stale` service goes on showing. */
  past?: World;
}

type HowOf<Name extends HowName> = Extract<How, { how: Name }>;

/** The faults of one lab. They are asked for each request and live until healed or used up. */
export class Faults {
  #faults: Fault[] = [];
  #issued = 0;
  readonly #world: () => World;

  constructor(world: () => World) {
    this.#world = world;
  }

  add(settings: FaultSettings): Fault {
    this.#issued += 1;
    const fault: Fault = { ...settings, id: this.#issued, used: 0 };
    if (settings.what.how === 'stale') fault.past = this.#world().copy();
    this.#faults.push(fault);
    return fault;
  }

  /** @returns how many faults ended */
  heal(target: FaultTarget = 'all'): number {
    const healed = new Set(servicesOf(target));
    const before = this.#faults.length;
    this.#faults = this.#faults.filter(({ service }) => !servicesOf(service).every((one) => healed.has(one)));
    return before - this.#faults.length;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  aimedAt(aim: Aim): ActiveFaults {
    return new ActiveFaults(
      () => this.#faults.filter((fault) => hits(fault, aim)),
      (fault) => this.#use(fault),
    );
  }

  #use(fault: Fault): void {
    fault.used += 1;
    if (fault.times !== undefined && fault.used >= fault.times) {
      this.#faults = this.#faults.filter((other) => other !== fault);
    }
  }
}

function hits(fault: Fault, aim: Aim): boolean {
  return (
    servicesOf(fault.service).includes(aim.service) &&
    (fault.operation === undefined || fault.operation === aim.operation) &&
    (fault.region === undefined || fault.region === aim.region) &&
    (fault.account === undefined || fault.account === aim.account) &&
    (fault.host === undefined || fault.host === aim.host) &&
    (fault.zone === undefined || (aim.zones ?? []).includes(fault.zone))
  );
}

/** The faults that one request meets. A fault with a count is used up by the requests that feel it, not by others. */
export class ActiveFaults {
  readonly #matching: () => Fault[];
  readonly #use: (fault: Fault) => void;
  readonly #felt = new Map<HowName, Fault>();

  constructor(matching: () => Fault[] = () => [], use: (fault: Fault) => void = () => {}) {
    this.#matching = matching;
    this.#use = use;
  }

  /** The fault of this kind if the request is to feel one; asking again in the same request counts once. */
  feel<Name extends HowName>(how: Name, when: (what: HowOf<Name>) => boolean = () => true): HowOf<Name> | undefined {
    const felt = this.#felt.get(how);
    if (felt && when(felt.what as HowOf<Name>)) return felt.what as HowOf<Name>;
    const fault = this.#matching().find(({ what }) => what.how === how && when(what as HowOf<Name>));
    if (!fault) return undefined;
    this.#felt.set(how, fault);
    this.#use(fault);
    return fault.what as HowOf<Name>;
  }

  /** Every permission that is missing: several faults may each take one. */
  missing(permission: string): boolean {
    return this.feel('missing', (what) => what.permission.toLowerCase() === permission.toLowerCase()) !== undefined;
  }

  /** The world to answer from: the present one, or the one a stale service still shows. */
  worldFor(present: World, writes: boolean): World {
    if (writes) return present;
    this.feel('stale');
    return this.#felt.get('stale')?.past ?? present;
  }
}

/** A listing that was told to die at this page. */
export class ListingDied extends Error {}

export interface Rows<T> {
  readonly size: number;
  slice(offset: number, limit: number): T[];
}

export const rowsOf = <T>(items: readonly T[]): Rows<T> => ({
  size: items.length,
  slice: (offset, limit) => items.slice(offset, offset + limit),
});

export interface Page<T> {
  rows: T[];
  /** Where the next page begins; undefined on the last one. */
  next: number | undefined;
  /** How many rows there are in all, as far as the service admits. */
  total: number;
}

/** The page size of listings that have no pages. */
export const everything = 1_000_000_000;

/**
 * One page of a listing, after whatever faults the listing has been given. Every paged listing of the lab comes
 * through here, so that each fault means the same with tokens, markers and page numbers.
 * @throws ListingDied
 */
export function pageOf<T>(all: Rows<T>, offset: number, limit: number, faults: ActiveFaults): Page<T> {
  const pageNumber = Math.floor(offset / limit) + 1;
  if (faults.feel('half-page', ({ page }) => pageNumber >= page)) throw new ListingDied();
  if (faults.feel('empty')) return { rows: [], next: undefined, total: 0 };
  const truncated = faults.feel('truncate');
  if (truncated) {
    const rows = offset === 0 ? all.slice(0, Math.min(limit, truncated.rows ?? limit)) : [];
    return { rows, next: undefined, total: all.size };
  }
  const shown = faults.feel('duplicate') && all.size > 0 ? repeated(all, Math.min(limit, all.size)) : all;
  const rows = shown.slice(offset, limit);
  return { rows, next: offset + limit < shown.size ? offset + limit : undefined, total: all.size };
}

/** The rows with the one before `position` again at `position`, as when a row was inserted between two requests. */
function repeated<T>(all: Rows<T>, position: number): Rows<T> {
  return {
    size: all.size + 1,
    slice(offset, limit) {
      if (offset + limit <= position) return all.slice(offset, limit);
      if (offset > position) return all.slice(offset - 1, limit);
      const before = all.slice(offset, position - offset);
      return [...before, ...all.slice(position - 1, limit - before.length)];
    },
  };
}
