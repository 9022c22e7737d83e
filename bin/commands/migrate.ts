import { migrate } from '../../model/migrate.ts';
import { readConfig } from '../../runtime/config.ts';
import { loadMasterKey } from '../../runtime/sealing/master-key.ts';
import { openDatabase } from '../database.ts';
import { print } from '../print.ts';

/** Brings the database to this version and ends. Also beside a running panel. */
export async function migrateAndEnd(): Promise<void> {
  const config = readConfig();
  const masterKey = loadMasterKey(config);
  const database = await openDatabase(config, { join: true });
  try {
    await migrate({ ownerUrl: database.ownerUrl, masterKey });
    print('the schema is up to date');
  } finally {
    await database.stop();
  }
}
