import { migrate } from '../../model/migrate.ts';
import { readConfig } from '../../runtime/config.ts';
import { loadMasterKey } from '../../runtime/sealing/master-key.ts';
import { startWorker } from '../../workers/start.ts';
import { requireDatabaseUrl } from '../own-database.ts';
import { print } from '../print.ts';
import { serve } from '../serve.ts';

/** Pulls and sweeps: under a supervisor, or alone, as many as needed on as many machines. */
export async function worker(): Promise<void> {
  const config = readConfig();
  // The SDK says at every start that its versions of January 2027 and later will ask for Node 22; ours is pinned.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  await serve(async (go) => {
    if (go) return startWorker({ config, workerUrl: go.databaseUrl, masterKey: Buffer.from(go.masterKey, 'base64') });
    const ownerUrl = requireDatabaseUrl(config, 'worker');
    const masterKey = loadMasterKey(config);
    const { workerUrl } = await migrate({ ownerUrl, masterKey });
    const running = await startWorker({ config, workerUrl, masterKey });
    print('worker ready');
    return running;
  });
}
