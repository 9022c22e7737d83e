import type { KindName, kinds } from '../../contract/kinds/all.ts';
import type { FieldsOf, MeasuresOf } from '../../contract/kinds/kind.ts';
import type { CheckResult } from '../../contract/kinds/sources.ts';
import type { StepData, StepOf, StepTypeName } from '../../contract/plans/steps.ts';
import type { Verdict } from '../../contract/plans/verdict.ts';
import type { SystemCard } from '../../contract/systems/system.ts';
import type { Outgoing } from '../../runtime/http/guarded-request.ts';
import type { AddressPolicy } from '../../runtime/http/address-policy.ts';

type KindOf<N extends KindName> = Extract<(typeof kinds)[number], { name: N }>;

/** One object as the provider describes it now. */
export type Row<N extends KindName = KindName> = FieldsOf<KindOf<N>> & {
  /** The provider's own id: unique within the realm (`<system>:<account>`). */
  key: string;
  /** What the provider said, without secrets and without what changes all the time. */
  raw: Record<string, unknown>;
};

/** What changes all the time of one object. `key` as in the pull. */
export type Measures<N extends KindName = KindName> = MeasuresOf<KindOf<N>> & { key: string };

/** What a source is told to the connector: settings checked against the card, secrets opened. */
export interface PulledSource {
  id: string;
  name: string;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
}

/** What a connector may use of the world. */
export interface PullTools {
  /** HTTP that refuses forbidden addresses; the only way out. */
  outgoing: Outgoing;
  policy: AddressPolicy;
  /** Waits for a turn in the source's budget (`pacing`), or until the signal ends it. `family` is a budget of its own, such as a region's. */
  turn(family?: string): Promise<void>;
  /** Told by the provider (a header): so many requests are left for so many seconds. */
  remaining(family: string | undefined, left: number, seconds: number): void;
  /** Ends every wait and request when the run is cancelled or loses its lease. */
  signal: AbortSignal;
}

/** A part of a source that is listed at once: a region, an account, a zone. */
export interface ScopeName {
  kind: KindName;
  scope: string;
}

/**
 * Objects as they were when `observedAt` they were asked for. With `ifFree` they are this scope's only where no other scope has them: a machine that is
 * defined on two hosts is where it runs.
 */
export type Page = {
  [N in KindName]: { type: 'page'; kind: N; scope: string; observedAt: Date; rows: Row<N>[]; ifFree?: true };
}[KindName];

/**
 * What `pull` yields. The engine decides what it means; a connector never says that a row is gone,
 * except for the ones that the provider itself calls deleted.
 */
export type Pulled =
  /** First: whose credentials these are. */
  | { type: 'account'; account: string; label?: string }
  /** The whole list of scopes of these kinds. One that is no longer here has vanished: the engine holds its rows for a person. */
  | { type: 'scopes'; kinds: KindName[]; scopes: string[] }
  | Page
  /** Keys that the provider itself reports as deleted or terminated: they go at once. */
  | { type: 'deleted'; kind: KindName; scope: string; keys: string[] }
  /** A row that could not be read. It is reported and skipped, and its scope is not complete. */
  | { type: 'malformed'; kind: KindName; scope: string; key: string | null; reason: string }
  /**
   * The end of a scope. `complete`: everything was listed, and as much as the provider counts where it tells a total.
   * `count`: that total, where it counts rows: the engine compares it with those that arrived.
   * A scope whose listing failed ends with `complete: false` and the error; the pull goes on with the next one.
   */
  | { type: 'end'; kind: KindName; scope: string; complete: boolean; count?: number; error?: Error };

export interface Pacing {
  /** Requests per `seconds`, for each family of requests. */
  requests: number;
  seconds: number;
  /** Requests at the same time; the connector keeps to it by itself, for only it knows when a request ends. */
  concurrency: number;
  /** Budgets that differ by family. The longest prefix of the family's name wins. */
  families?: Record<string, { requests: number; seconds: number; concurrency: number }>;
}

/** What `measure` yields. A part that cannot be measured now is said and passed over. */
export type Measurement =
  | { [N in KindName]: { type: 'measures'; kind: N; at: Date; rows: Measures<N>[] } }[KindName]
  | { type: 'failed'; part: string; error: Error };

/** What `listen` yields: objects that were looked at anew because the system said that something happened to them. */
export type Heard =
  | Page
  | { type: 'deleted'; kind: KindName; scope: string; keys: string[]; observedAt: Date }
  /** Nobody listened for a while, or too much happened: these scopes are to be pulled. */
  | { type: 'missed'; scopes: ScopeName[] };

/** What is told of objects. */
export type Told = Exclude<Heard, { type: 'missed' }>;

/** What a step may change, exactly as it is now. */
export interface Looked<I = unknown> {
  image: I;
  /** The same as rows of the model: asked for of the last look alone. */
  heard(): Told[];
}

/**
 * A way in which plans write to the system. An image is JSON. Errors are `SystemError`s: `auth` and `permanent` say that nothing was done, as does
 * `rate-limited`; after any other one the engine reads again before it believes anything.
 */
export interface SystemStep<N extends StepTypeName = StepTypeName, I = unknown> {
  /** False: nobody can ask what became of a write. */
  readable: boolean;
  /** What cannot take two writers at once. */
  target(step: StepOf<N>, source: PulledSource): string;
  /** No request of a write outlives this: as long as the system may need for it, since whoever goes on after a dead worker waits for it. */
  deadlineSeconds(step: StepOf<N>): number;
  read(step: StepOf<N>, source: PulledSource, tools: PullTools): Promise<Looked<I>>;
  /** Brings about what the step wants, from what was found a moment ago, in one request that is sent once. @returns the answer in words */
  write(step: StepOf<N>, found: I, source: PulledSource, tools: PullTools): Promise<string>;
  classify(step: StepOf<N>, image: I): Verdict;
  /** The step that brings back exactly what was found. */
  invert(step: StepOf<N>, found: I, leftBehind: I): StepData | null;
  /** Looks in another way than `read`: a line for each thing that was seen. */
  verify?(step: StepOf<N>, leftBehind: I, source: PulledSource, tools: PullTools): Promise<string[]>;
}

/** One outside system: a value, picked up by `sync/systems/all.ts`. */
export interface System {
  card: SystemCard;
  pacing: Pacing;
  /** "Test connection": what works, and the permission that is missing for what does not. Throws only for trouble that says nothing of permissions. */
  check(source: PulledSource, tools: PullTools): Promise<Omit<CheckResult, 'at'>>;
  /** Lists everything, or only the scopes asked for. Errors that concern the whole source are thrown as `SystemError`. */
  pull(source: PulledSource, tools: PullTools, scopes?: ScopeName[]): AsyncIterable<Pulled>;
  /** Measured fields of everything that can be measured now, every `card.measureEvery` seconds. */
  measure?(source: PulledSource, tools: PullTools): AsyncIterable<Measurement>;
  /** Where it can be written: the ways, by the name of the step. `card.writes` says the same to the panel. */
  steps?: { [N in StepTypeName]?: SystemStep<N> };
  /** Listens until the signal ends, through every loss of the connection (`card.listens`). */
  listen?(source: PulledSource, tools: PullTools): AsyncIterable<Heard>;
}
