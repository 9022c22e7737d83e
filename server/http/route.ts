import type { z } from 'zod';
import type { Ability } from '../../contract/access/can.ts';
import type { Answer, Ask, SENT } from './ask.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One endpoint as data: the dispatcher, the OpenAPI document and the access test walk the same list. */
export interface Route {
  method: Method;
  /** Below /api/v1, with `:name` for parameters. Parameters named `id` are UUIDs; anything else there is a 404. */
  path: string;
  /** operationId. */
  name: string;
  tag: string;
  about: string;
  /** `anyone`: without signing in · `signed-in`: what is visible is up to the rows' policies · an ability: asked by whyNot. */
  access: 'anyone' | 'signed-in' | Ability;
  /** Strict: an unknown parameter is a 400. */
  query?: z.ZodObject;
  /** Parameters of lists, which have a grammar of their own: documented by `query`, read by the handler. */
  readsQuery?: true;
  body?: z.ZodType;
  status: number;
  answer?: z.ZodType;
  /** Media types beside application/json. */
  also?: readonly string[];
  handle: (ask: Ask) => Promise<Answer | typeof SENT>;
}

interface Declared<Q extends z.ZodObject | undefined, B extends z.ZodType | undefined> extends Omit<
  Route,
  'handle' | 'query' | 'body'
> {
  query?: Q;
  body?: B;
  handle: (
    ask: Ask<Q extends z.ZodObject ? z.output<Q> : unknown, B extends z.ZodType ? z.output<B> : unknown>,
  ) => Promise<Answer | typeof SENT>;
}

/** Gives the handler the types of what was checked for it. */
export const route = <Q extends z.ZodObject | undefined = undefined, B extends z.ZodType | undefined = undefined>(
  declared: Declared<Q, B>,
): Route => declared as unknown as Route;
