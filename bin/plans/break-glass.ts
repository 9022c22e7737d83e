import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { joinInstallation } from '../../model/join.ts';
import type { Config } from '../../runtime/config.ts';
import { loadMasterKey } from '../../runtime/sealing/master-key.ts';
import { StartError } from '../../runtime/start-error.ts';
import { openDatabase } from '../database.ts';
import { databaseDesk, MACHINE_OPERATOR } from './database-desk.ts';
import type { Desk } from './desk.ts';

/** The operator of this machine, who needs no user of the panel: whoever has its key and its database may do everything. */
export function machineOperator(): { id: string; name: string } {
  const name = `${MACHINE_OPERATOR}${userInfo().username}`;
  return { id: idOf(name), name };
}

/** The same operator has the same id (RFC 9562, version 8: of an application's own making). */
function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/**
 * Plans without a panel: on DATABASE_URL, or the embedded database of DATA_DIR, which is started for as long as the command takes.
 * @throws StartError where there is no installation, or the key is not its own
 */
export async function breakGlass(config: Config): Promise<Desk> {
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'postgres.json')))
    throw new StartError(`DATABASE_URL is not set, and there is no database in ${config.dataDir} (DATA_DIR)`);
  if (config.key === undefined && !existsSync(join(config.dataDir, 'key')))
    throw new StartError('SWITCHYARD_KEY is needed: the key that the database is sealed with');
  const masterKey = loadMasterKey(config);
  const database = await openDatabase(config, { join: true });
  try {
    const workerUrl = await joinInstallation({ ownerUrl: database.ownerUrl, masterKey });
    const desk = databaseDesk({ workerUrl, masterKey, allowNetworks: config.allowNetworks, by: machineOperator() });
    return {
      ...desk,
      async close() {
        await desk.close();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}
