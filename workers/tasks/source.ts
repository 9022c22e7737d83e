import type { Pool } from '../../model/database.ts';
import { openSecrets } from '../../model/panel/secrets.ts';
import { findSystem } from '../../sync/systems/all.ts';
import type { PulledSource, System } from '../../sync/systems/system.ts';

export interface LoadedSource {
  system: System;
  source: PulledSource;
  account: string | null;
  intervalSeconds: number;
  neverComplete: boolean;
}

/** A source with its secrets opened; undefined when it was removed. Throws when its settings do not fit its system any more. */
export async function loadSource(pool: Pool, masterKey: Buffer, id: string): Promise<LoadedSource | undefined> {
  const { rows } = await pool.query<{
    name: string;
    system: string;
    settings: Record<string, unknown>;
    account: string | null;
    interval_seconds: number;
    last_complete_at: string | null;
  }>(
    'SELECT name, system, settings, account, interval_seconds, last_complete_at FROM sources WHERE id = $1 AND removed_at IS NULL',
    [id],
  );
  const row = rows[0];
  if (!row) return undefined;
  const system = findSystem(row.system);
  if (!system) throw new Error(`this version knows no system named ${row.system}`);
  const secrets = await openSecrets(pool, masterKey, id);
  const settings = system.card.settings.parse({ ...row.settings, ...secrets }) as Record<string, unknown>;
  const isSecret = (name: string) => (system.card.secrets as readonly string[]).includes(name);
  return {
    system,
    source: {
      id,
      name: row.name,
      settings: Object.fromEntries(Object.entries(settings).filter(([name]) => !isSecret(name))),
      secrets: Object.fromEntries(Object.entries(settings).filter(([name]) => isSecret(name))) as Record<
        string,
        string
      >,
    },
    account: row.account,
    intervalSeconds: row.interval_seconds,
    neverComplete: row.last_complete_at === null,
  };
}
