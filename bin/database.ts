import type { Config } from '../runtime/config.ts';
import { logFor } from '../runtime/log.ts';
import { startEmbedded } from '../runtime/postgres/start-embedded.ts';

export interface Database {
  /** Of the login that owns the schema. */
  ownerUrl: string;
  embedded: boolean;
  stop(): Promise<void>;
}

/**
 * The database of DATABASE_URL, or the embedded one in the data folder, started.
 * @param options.onNote told what is done to the embedded one
 * @param options.join use the embedded one of a Switchyard that is running already
 * @throws StartError
 */
export async function openDatabase(
  config: Config,
  options: { join?: boolean; onNote?: (line: string) => void; onLost?: (error: Error) => void } = {},
): Promise<Database> {
  if (config.databaseUrl !== undefined) return { ownerUrl: config.databaseUrl, embedded: false, stop: async () => {} };
  const log = logFor('postgres');
  const server = await startEmbedded({
    dataDir: config.dataDir,
    join: options.join,
    onLost: options.onLost,
    // PostgreSQL's own lines begin with the time.
    onLine: (line) => (/^\d{4}-\d\d-\d\d /.test(line) ? log.debug(line) : options.onNote?.(line)),
  });
  return { ownerUrl: server.ownerUrl, embedded: true, stop: () => server.stop() };
}
