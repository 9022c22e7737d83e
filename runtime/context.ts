import { AsyncLocalStorage } from 'node:async_hooks';
import { uuidv7 } from './uuidv7.ts';

/** Who and what the present work is done for. Runs through logs, tasks, audit and outgoing calls. */
export interface Context {
  requestId: string;
  principal?: { id: string; name: string };
  /** Where the request comes from, through trusted proxies. */
  address?: string;
  /** The plan that is carried out. */
  planId?: string;
}

const storage = new AsyncLocalStorage<Context>();

/** Runs `work`, and everything it awaits, in the given context. */
export function runInContext<T>(context: Context, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the present work; undefined outside any request or task. */
export function currentContext(): Context | undefined {
  return storage.getStore();
}

export function newRequestId(): string {
  return uuidv7();
}
