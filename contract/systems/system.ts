import type { z } from 'zod';
import type { KindName } from '../kinds/all.ts';
import type { RecordSetImage } from '../plans/record-set-image.ts';
import type { RecordSetChange, StepTypeName } from '../plans/steps.ts';

/** How plans write to a system: what planners have to know of it before anything is asked of the provider. */
export interface Writes {
  steps: readonly StepTypeName[];
  /** What one change costs of `mostOperations`. */
  operations(change: RecordSetChange): number;
  /** How much one write may hold, by the zone's plan. */
  mostOperations(plan: string | null): number;
  /** Why the provider would refuse such a set; null where nothing is known against it. */
  refuses(set: RecordSetImage, plan: string | null): string | null;
}

/** What the panel has to know of an outside system without its client: how a source is configured and what it provides. */
export interface SystemCard<N extends string = string, S extends z.ZodObject = z.ZodObject> {
  name: N;
  label: string;
  about: string;
  /** Strict; each field's `.describe()` is its help text. */
  settings: S;
  /** Settings that are sealed and write-only. They arrive in the connector as `secrets`, never in rows. */
  secrets: readonly (keyof z.infer<S> & string)[];
  /** Lists of servers that are told secrets: who adds one has to know them. (Settings that are URLs are looked at anyway.) */
  sendsSecretsTo?: readonly (keyof z.infer<S> & string)[];
  /** Settings that say to whom it may be told: who changes how a server proves itself has to know the secrets, too. */
  guardsSecrets?: readonly (keyof z.infer<S> & string)[];
  provides: readonly KindName[];
  /** Left out where plans cannot write. */
  writes?: Writes;
  /** Seconds between pulls unless the source says otherwise. */
  interval: number;
  /**
   * It is many servers, each of which may be away for long: whoever answers has been seen, and the source is no worse for the others. What is away is
   * told by findings.
   */
  partsApart?: true;
  /** Seconds between measurements of what changes all the time, where there is such. */
  measureEvery?: number;
  /** It says by itself when something happens. */
  listens?: true;
}

export const systemCard = <const N extends string, S extends z.ZodObject>(card: SystemCard<N, S>) => card;
