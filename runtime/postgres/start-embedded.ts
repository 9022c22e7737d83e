import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../start-error.ts';
import { openDataFolder } from '../data-folder.ts';
import { openCluster, type Cluster } from './cluster.ts';
import { loginUrl, readCredentials } from './credentials.ts';
import { tryLock } from './folder-lock.ts';
import { endLeftovers } from './leftovers.ts';
import { readPidFile } from './pid-file.ts';
import { startPostmaster, type Postmaster } from './postmaster.ts';
import { isPostgresOn } from './process-info.ts';
import { provisionDatabase, provisionLogin } from './provision.ts';

export interface EmbeddedOptions {
  dataDir: string;
  /** Lines of PostgreSQL's log, and notes of what is done to it. */
  onLine?: (line: string) => void;
  /** Use the server of a Switchyard that already runs on the folder, instead of refusing: for one-off commands. */
  join?: boolean;
  /** Called when the server ended by itself and could not be started again. */
  onLost?: (error: Error) => void;
}

export interface EmbeddedPostgres {
  /** The login `switchyard`, no superuser, owner of the database `switchyard`. Stays right when the server is restarted. */
  ownerUrl: string;
  /** Whether the server belongs to another running Switchyard (`join`). */
  adopted: boolean;
  /** Ends the server, unless adopted. */
  stop(): Promise<void>;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_checkpoints: 'off',
};

const RESTARTS = 5;
const RESTART_WINDOW_MS = 10 * 60_000;

/**
 * Starts the embedded PostgreSQL 18 of a data folder, creating it at the first start. Survives kill -9 of an earlier
 * life, of the server and of its backends; starts the server again, on the same port, if it ends by itself.
 * @throws StartError: the folder is in use, cannot be written, or is of another PostgreSQL; the server does not start
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const onLine = options.onLine ?? (() => {});
  const dataDir = openDataFolder(options.dataDir);
  const lock = tryLock(join(dataDir, 'postgres.lock'));
  if ('heldBy' in lock) {
    if (options.join) return { ownerUrl: await urlOfRunning(dataDir), adopted: true, stop: async () => {} };
    throw new StartError(`The data folder ${dataDir} is in use by another Switchyard (process ${lock.heldBy})`);
  }
  try {
    const cluster = await openCluster(dataDir, onLine);
    if (await endLeftovers(cluster.home)) onLine('ended a PostgreSQL that an earlier run had left behind');
    const postmaster = await startPostmaster(cluster, { settings: SETTINGS, onLine });
    try {
      await provisionLogin(cluster.credentials, postmaster.port);
      await provisionDatabase(cluster.credentials, postmaster.port, 'switchyard');
    } catch (error) {
      await postmaster.stop();
      throw error;
    }
    const stop = keepRunning(cluster, postmaster, onLine, options.onLost);
    return {
      ownerUrl: loginUrl(cluster.credentials, postmaster.port),
      adopted: false,
      async stop() {
        await stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Starts the server again when it ends unasked (the kernel's out-of-memory killer is the usual reason). */
function keepRunning(
  cluster: Cluster,
  first: Postmaster,
  onLine: (line: string) => void,
  onLost: (error: Error) => void = () => {},
): () => Promise<void> {
  let current = first;
  let stopping = false;
  let restarting: Promise<void> = Promise.resolve();
  const restarts: number[] = [];

  const restart = async (reason: string) => {
    const since = Date.now() - RESTART_WINDOW_MS;
    if (restarts.filter((at) => at > since).length >= RESTARTS) throw new Error(`${reason}, again and again`);
    restarts.push(Date.now());
    onLine(`${reason}; starting it again`);
    await endLeftovers(cluster.home);
    current = await startPostmaster(cluster, { settings: SETTINGS, onLine, port: first.port });
    if (current.port !== first.port) {
      await current.stop();
      throw new Error(`${reason}, and port ${first.port} was taken meanwhile`);
    }
    watch(current);
  };
  const watch = (postmaster: Postmaster) => {
    void postmaster.ended.then((reason) => {
      if (!stopping) restarting = restart(reason).catch((error: unknown) => onLost(error as Error));
    });
  };
  watch(first);

  return async () => {
    stopping = true;
    await restarting;
    await current.stop();
  };
}

/** The address of the server that another process has started or is about to start. */
async function urlOfRunning(dataDir: string): Promise<string> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    const credentials = readCredentials(dataDir);
    const file = credentials && readPidFile(credentials.home);
    if (credentials && file?.ready && isPostgresOn(file.pid, credentials.home)) return loginUrl(credentials, file.port);
    await sleep(100);
  }
  throw new StartError(`Another Switchyard holds the data folder ${dataDir}, but its PostgreSQL does not answer`);
}
