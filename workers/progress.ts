import type { Pool } from '../model/database.ts';

interface Scope {
  kind: string;
  scope: string;
  listed: number;
  done: boolean;
}

const EVERY_MS = 400;
/** NOTIFY carries at most 8000 bytes. */
const MOST_SCOPES = 40;

/** Tells listeners how far a pull is, at most a few times a second. Losing a message loses nothing. */
export function progressTeller(pool: Pool, run: { sourceId: string; runId: string }) {
  let latest: Scope[] | undefined;
  const send = () => {
    if (!latest) return;
    const open = latest.filter((scope) => !scope.done);
    const scopes = [...open, ...latest.filter((scope) => scope.done).slice(-MOST_SCOPES)].slice(0, MOST_SCOPES);
    latest = undefined;
    pool.query(`SELECT pg_notify('progress', $1)`, [JSON.stringify({ ...run, scopes })]).catch(() => undefined);
  };
  const timer = setInterval(send, EVERY_MS);
  return {
    tell: (scopes: Scope[]) => {
      latest = scopes;
    },
    stop: () => {
      clearInterval(timer);
      send();
    },
  };
}
