import { setTimeout as sleep } from 'node:timers/promises';

/** SQLSTATE classes and network codes that mean: the database cannot be asked, rather than: the question was wrong. 25P03: we kept a transaction waiting. */
const CODES = /^(08(?!P01)|53|57P0[123]|25P03)|^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NOTFOUND)$/;
/** The driver's own words carry no code. */
const WORDS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/** The database is down, restarting or out of reach. */
export function isAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  return CODES.test(code ?? '') || WORDS.test(message ?? '');
}

const AGAIN_MS = 500;

/**
 * For what has to be written once work has ended: tried again while the database is away, so that a restart of PostgreSQL costs seconds and not a lease.
 * The work must be one statement that may run twice.
 * @throws what the last try threw, after `patienceMs`
 */
export async function onceBack<T>(work: () => Promise<T>, patienceMs = 50_000): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error) || Date.now() + AGAIN_MS > end) throw error;
      await sleep(AGAIN_MS);
    }
  }
}
