import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstStart } from '../model/first-start.ts';
import { migrate } from '../model/migrate.ts';
import type { Config } from '../runtime/config.ts';
import { listen } from '../runtime/listen.ts';
import { loadMasterKey } from '../runtime/sealing/master-key.ts';
import { StartError } from '../runtime/start-error.ts';
import type { GoMessage } from './child-messages.ts';
import { openDatabase } from './database.ts';
import { onStopSignal } from './stop-signals.ts';
import { supervise, type Ready, type Supervised } from './supervise.ts';

export interface PanelOptions {
  config: Config;
  /** Added to the environment of the processes. */
  env?: Record<string, string>;
  /** Further processes, started before server and worker; what they say is handed to `onReady` by name. */
  also?: readonly { name: string; args: readonly string[] }[];
  /** Told of each step while it starts. */
  onStep: (line: string) => void;
  onReady: (panel: { url: string; madePassword?: string; also: Record<string, Ready> }) => Promise<void>;
}

const PORT_PATIENCE_MS = 3000;

/**
 * The whole panel: database, schema, server and worker, until a signal ends it (then it exits with 0). Whatever is up is
 * ended when something else cannot start.
 * @throws StartError
 */
export async function runPanel(options: PanelOptions): Promise<void> {
  const { config, onStep } = options;
  const children: Supervised[] = [];
  let stopDatabase = async () => {};
  let stopping = false;
  const stop = async () => {
    stopping = true;
    await Promise.all(children.map((child) => child.stop()));
    await stopDatabase();
  };
  const force = () => {
    for (const child of children) child.kill();
    process.exit(1);
  };
  onStopSignal(() => {
    onStep('stopping');
    void stop().then(() => process.exit(0), endWith);
  }, force);

  const startChild = (name: string, args: readonly string[], go: GoMessage) => {
    const child = supervise({ name, args, go, env: options.env });
    children.push(child);
    return child.ready;
  };

  try {
    await waitForPort(config);
    const masterKey = loadMasterKey(config);
    onStep(
      config.databaseUrl === undefined
        ? `starting the embedded PostgreSQL in ${config.dataDir}`
        : 'connecting to PostgreSQL',
    );
    const database = await openDatabase(config, {
      onNote: onStep,
      onLost: (error) => {
        process.stderr.write(`switchyard: ${error.message}\n`);
        void stop().finally(() => process.exit(1));
      },
    });
    stopDatabase = () => database.stop();
    if (stopping) return;
    if (database.embedded) {
      onStep('this PostgreSQL is for trying out and for small installations; set DATABASE_URL to use one of your own');
    }
    onStep('bringing the schema up to date');
    const { ownerUrl } = database;
    const { webUrl, workerUrl } = await migrate({ ownerUrl, masterKey });
    const { adminPassword, adminToken } = config;
    const { madePassword } = await firstStart({ ownerUrl, masterKey, adminPassword, adminToken });
    if (stopping) return;
    onStep('starting server and worker');
    const go = (databaseUrl: string): GoMessage => ({
      type: 'go',
      databaseUrl,
      masterKey: masterKey.toString('base64'),
    });
    const also = (options.also ?? []).map(
      async ({ name, args }) => [name, await startChild(name, args, go(''))] as const,
    );
    const serverReady = startChild('server', [], go(webUrl));
    const workerReady = startChild('worker', [], go(workerUrl));
    const [{ url }, , ...others] = await Promise.all([serverReady, workerReady, ...also]);
    if (stopping) return;
    if (url === undefined) throw new Error('the server did not tell its address');
    await options.onReady({ url, madePassword, also: Object.fromEntries(others) });
  } catch (error) {
    if (stopping) return;
    await stop();
    throw error;
  }
}

/** Known before anything is created. The server of a killed Switchyard needs a moment to notice and let go. */
async function waitForPort({ port, host }: Config): Promise<void> {
  const deadline = Date.now() + PORT_PATIENCE_MS;
  for (;;) {
    const trial = createServer();
    try {
      await listen(trial, { port, host });
      await new Promise((resolve) => trial.close(resolve));
      return;
    } catch (error) {
      if (!(error instanceof StartError) || Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}

function endWith(error: unknown): never {
  process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
  process.exit(1);
}
