import type { z } from 'zod';
import type { Ability } from '../access/can.ts';

/** What the panel, the UI and the CLI have to know of an action; what it does is its `plan()` in `actions/`. */
export interface ActionCard<N extends string = string, P extends z.ZodObject = z.ZodObject> {
  name: N;
  /** As a button says it. */
  label: string;
  about: string;
  may: Ability;
  /** Strict; each field's `.describe()` is its help. */
  params: P;
  /** Kinds of objects from whose pages it can be begun → the parameter that takes the object's id (or ids). */
  from: Partial<Record<string, keyof z.infer<P> & string>>;
}

export const actionCard = <const N extends string, P extends z.ZodObject>(card: ActionCard<N, P>) => card;
