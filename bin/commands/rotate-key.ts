import { rotateKey } from '../../model/rotate-key.ts';
import { readConfig } from '../../runtime/config.ts';
import { loadMasterKey } from '../../runtime/sealing/master-key.ts';
import { StartError } from '../../runtime/start-error.ts';
import { openDatabase } from '../database.ts';
import { print } from '../print.ts';

/** Seals everything anew: from SWITCHYARD_OLD_KEY to the key that the next start will have. */
export async function rotateKeyAndEnd(): Promise<void> {
  const config = readConfig();
  if (config.oldKey === undefined) throw new StartError('SWITCHYARD_OLD_KEY is needed: the key until now');
  const oldKey = loadMasterKey({ key: config.oldKey, dataDir: config.dataDir });
  const newKey = loadMasterKey(config);
  const database = await openDatabase(config, { join: true });
  try {
    const { rotated, sources, secrets } = await rotateKey({ ownerUrl: database.ownerUrl, oldKey, newKey });
    print(
      rotated
        ? `sealed anew: ${secrets} secrets of ${sources} sources, and the passwords of the database logins; the old key opens nothing any more`
        : 'this database is sealed under the new key already; nothing was changed',
    );
  } finally {
    await database.stop();
  }
}
