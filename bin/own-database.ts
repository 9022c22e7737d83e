import type { Config } from '../runtime/config.ts';
import { StartError } from '../runtime/start-error.ts';

/** Parts that run alone share a database with others: the embedded one belongs to the one `start` that runs it. */
export function requireDatabaseUrl(config: Config, command: string): string {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  throw new StartError(
    `DATABASE_URL is needed for "switchyard ${command}"; "switchyard start" brings a database of its own`,
  );
}
