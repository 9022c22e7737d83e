import type { Panel } from '../panel.ts';
import type { Principal } from '../principal.ts';
import { asPanel } from '../reader.ts';
import { logFor } from '../../runtime/log.ts';

const log = logFor('sessions');
/** A write a minute and session at most: reading stays reading. */
const EVERY_MS = 60_000;
const noted = new Map<string, number>();

/** Notes that a session or token is in use, which keeps a session from idling out. Waits for nothing and fails for nobody. */
export function noteUse(panel: Panel, principal: Principal): void {
  const now = Date.now();
  const id = principal.sessionId ?? principal.id;
  if (now - Date.parse(principal.seenAt) < EVERY_MS || now - (noted.get(id) ?? 0) < EVERY_MS) return;
  noted.delete(id);
  noted.set(id, now);
  for (const [oldest, at] of noted) {
    if (now - at < EVERY_MS) break;
    noted.delete(oldest);
  }
  asPanel(panel, 'BEGIN', async (client) => {
    if (principal.sessionId === null)
      return client.query('UPDATE tokens SET last_used_at = now() WHERE id = $1', [principal.id]);
    await client.query('UPDATE sessions SET last_seen_at = now() WHERE id = $1', [principal.sessionId]);
    return client.query('UPDATE users SET last_seen_at = now() WHERE id = $1', [principal.id]);
  }).catch((error: unknown) => log.warn({ err: error }, 'use of a session could not be noted'));
}
