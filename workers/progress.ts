import type { Progress } from '../contract/api/events.ts';
import type { Pool } from '../model/database.ts';

type Scope = Progress['scopes'][number];

const EVERY_MS = 400;
/** NOTIFY carries less than 8000 bytes. */
const MOST_BYTES = 7900;
const MOST_SCOPES = 40;

/** Tells listeners how far a pull is, at most a few times a second. Losing a message loses nothing. */
export function progressTeller(pool: Pool, run: { sourceId: string; runId: string }) {
  let latest: Scope[] | undefined;
  const send = () => {
    if (!latest) return;
    const open = latest.filter((scope) => !scope.done);
    const scopes = [...open, ...latest.filter((scope) => scope.done).slice(-MOST_SCOPES)].slice(0, MOST_SCOPES);
    latest = undefined;
    pool.query(`SELECT pg_notify('progress', $1)`, [progressText({ ...run, scopes })]).catch(() => undefined);
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

/** As much of it as fits. */
export function progressText(progress: Progress): string {
  const text = JSON.stringify(progress);
  if (Buffer.byteLength(text) <= MOST_BYTES) return text;
  return progressText({ ...progress, scopes: progress.scopes.slice(0, -1) });
}
