import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Role } from '../../contract/access/roles.ts';
import { credentialHash } from '../../model/panel/credentials.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { repositoryRoot } from '../../runtime/repository-root.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { BenchDatabase } from './database.ts';

export const ADMIN_PASSWORD = 'a password for benchmarks';
const ADMIN_TOKEN = 'an-admin-token-for-benchmarks-only-01';

export interface BenchPanel {
  url: string;
  admin: string;
  /** The token of somebody who may see these clusters alone. */
  viewerOf(clusterIds: string[], role?: Role): Promise<string>;
  stop(): Promise<void>;
}

/** The built server in a process of its own, as `switchyard server` runs it. */
export async function startPanel({ ownerUrl, worker }: BenchDatabase): Promise<BenchPanel> {
  const program = join(repositoryRoot, 'bin', 'switchyard.mjs');
  const { url, stop } = await startProcess([program, 'server'], /server ready at (\S+)/, {
    DATABASE_URL: ownerUrl,
    SWITCHYARD_KEY: TEST_KEY.toString('hex'),
    SWITCHYARD_ADMIN_PASSWORD: ADMIN_PASSWORD,
    SWITCHYARD_ADMIN_TOKEN: ADMIN_TOKEN,
  });
  return {
    url,
    admin: ADMIN_TOKEN,
    stop,
    async viewerOf(clusterIds, role = 'viewer') {
      const token = `token-${uuidv7()}`;
      await worker.query(`INSERT INTO tokens (id, name, role, cluster_ids, token_hash) VALUES ($1, $2, $3, $4, $5)`, [
        uuidv7(),
        `${role} of the benchmark`,
        role,
        clusterIds,
        credentialHash(token),
      ]);
      return token;
    },
  };
}

/** Starts a program of Node and waits until it says its address. */
export async function startProcess(
  args: string[],
  says: RegExp,
  env: Record<string, string>,
): Promise<{ url: string; stop(): Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [, address] = says.exec(output) ?? [];
      if (address) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${output}`)));
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
