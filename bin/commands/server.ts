import { firstStart } from '../../model/first-start.ts';
import { migrate } from '../../model/migrate.ts';
import { readConfig } from '../../runtime/config.ts';
import { loadMasterKey } from '../../runtime/sealing/master-key.ts';
import { startServer } from '../../server/start.ts';
import { requireDatabaseUrl } from '../own-database.ts';
import { print } from '../print.ts';
import { serve } from '../serve.ts';

/** UI and API: under a supervisor, or alone on a machine of its own. */
export async function server(): Promise<void> {
  const config = readConfig();
  await serve(async (go) => {
    if (go) return startServer({ config, webUrl: go.databaseUrl, masterKey: Buffer.from(go.masterKey, 'base64') });
    const ownerUrl = requireDatabaseUrl(config, 'server');
    const masterKey = loadMasterKey(config);
    const { webUrl } = await migrate({ ownerUrl, masterKey });
    const { adminPassword, adminToken } = config;
    const { madePassword } = await firstStart({ ownerUrl, masterKey, adminPassword, adminToken });
    const running = await startServer({ config, webUrl, masterKey });
    print(`server ready at ${running.url}`);
    if (madePassword !== undefined) print(`sign in as "admin" with the password ${madePassword}   (shown this once)`);
    return running;
  });
}
