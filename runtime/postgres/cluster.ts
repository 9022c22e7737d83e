import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StartError } from '../start-error.ts';
import { serverAccount, type Account } from './account.ts';
import { findBinaries, type Binaries } from './binaries.ts';
import { newCredentials, readCredentials, writeCredentials, type Credentials } from './credentials.ts';
import { cleanEnvironment } from './environment.ts';
import { endLeftovers } from './leftovers.ts';
import { moveAside, placeBinaries, placeData } from './placement.ts';

/** A cluster on disk, ready to be started. */
export interface Cluster {
  /** PGDATA, a real path. */
  home: string;
  account: Account;
  binaries: Binaries;
  credentials: Credentials;
}

const MAJOR = 18;

/** Finds the cluster of a data folder or makes it. The caller holds the folder's lock. */
export async function openCluster(dataDir: string, onLine: (line: string) => void): Promise<Cluster> {
  const account = serverAccount();
  const binaries = placeBinaries(findBinaries(), account);
  let credentials = readCredentials(dataDir);
  if (!credentials) {
    const home = placeData(dataDir, account);
    if (existsSync(home)) await setAsideForeign(home, dataDir);
    credentials = newCredentials(home);
    writeCredentials(dataDir, credentials);
  }
  if (!hasCluster(credentials.home)) {
    refuseOtherFiles(credentials.home);
    credentials = { ...credentials, home: placeData(dataDir, account) };
    writeCredentials(dataDir, credentials);
    await createCluster(credentials, account, binaries, onLine);
  }
  return { home: realpathSync(credentials.home), account, binaries, credentials };
}

async function setAsideForeign(home: string, dataDir: string): Promise<void> {
  if (dirname(home) === dataDir) {
    throw new StartError(
      `${home} holds a PostgreSQL cluster whose passwords are lost: ${join(dataDir, 'postgres.json')} is missing; put it back, or move the folder away to start anew`,
    );
  }
  await endLeftovers(realpathSync(home));
  moveAside(home);
}

/** Clusters are made aside and renamed, so that files without a PG_VERSION are not ours to overwrite. */
function refuseOtherFiles(home: string): void {
  if (existsSync(home) && readdirSync(home).length > 0) {
    throw new StartError(
      `${home} is not empty and holds no PostgreSQL cluster (PG_VERSION is missing); restore it or move it away`,
    );
  }
}

/** @throws StartError when it is of another major version, or of another user */
function hasCluster(home: string): boolean {
  let version: string;
  try {
    version = readFileSync(join(home, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    throw new StartError(
      `The PostgreSQL files at ${home} cannot be read (${message}); were they made by another user?`,
    );
  }
  if (Number(version) === MAJOR) return true;
  const age = Number(version) > MAJOR ? 'newer' : 'older';
  throw new StartError(
    `The data at ${home} is of the ${age} PostgreSQL ${version} and this Switchyard brings PostgreSQL ${MAJOR}; use the Switchyard it was made with, or set DATABASE_URL`,
  );
}

/** Runs initdb beside the final place and renames: an interrupted start leaves no half-made cluster behind. */
async function createCluster(
  credentials: Credentials,
  account: Account,
  binaries: Binaries,
  onLine: (line: string) => void,
): Promise<void> {
  const { home } = credentials;
  const suffix = randomBytes(6).toString('hex');
  const draft = `${home}.making`;
  const passwordFile = join(tmpdir(), `switchyard-${suffix}`);
  onLine('creating the embedded PostgreSQL');
  try {
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, credentials.superuserPassword + '\n', { flag: 'wx', mode: 0o600 });
    if (account.uid !== undefined && account.gid !== undefined) {
      for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
    }
    await runInitdb(binaries.initdb, account, [
      `--pgdata=${draft}`,
      `--username=${credentials.superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--lc-messages=C',
      '--no-instructions',
    ]);
    rmSync(home, { recursive: true, force: true });
    renameSync(draft, home);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (error instanceof StartError) throw error;
    throw new StartError(`Cannot create the embedded PostgreSQL at ${home}: ${(error as Error).message}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function runInitdb(program: string, account: Account, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...account,
      cwd: '/',
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString('utf8')).slice(-4000);
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`initdb ended with ${signal ?? code}: ${output.trim().split('\n').slice(-3).join(' ')}`));
    });
  });
}
