import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../start-error.ts';

const shape = z.object({
  /** The folder of the cluster files. */
  home: z.string(),
  superuser: z.literal('postgres'),
  superuserPassword: z.string().min(20),
  login: z.literal('switchyard'),
  loginPassword: z.string().min(20),
});

/** What is kept in postgres.json (mode 0600) in the data folder. */
export type Credentials = z.infer<typeof shape>;

export function newCredentials(home: string): Credentials {
  const password = () => randomBytes(24).toString('base64url');
  return { home, superuser: 'postgres', superuserPassword: password(), login: 'switchyard', loginPassword: password() };
}

/** @throws StartError when the file is damaged */
export function readCredentials(dataDir: string): Credentials | undefined {
  const path = join(dataDir, 'postgres.json');
  if (!existsSync(path)) return undefined;
  try {
    return shape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new StartError(
      `Cannot read ${path}, which holds the passwords of the embedded PostgreSQL: ${firstLine(error)}`,
    );
  }
}

export function writeCredentials(dataDir: string, credentials: Credentials): void {
  const path = join(dataDir, 'postgres.json');
  writeFileSync(`${path}.new`, JSON.stringify(credentials, null, 2) + '\n', { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function superuserUrl(credentials: Credentials, port: number, database = 'postgres'): string {
  return `postgresql://${credentials.superuser}:${credentials.superuserPassword}@127.0.0.1:${port}/${database}`;
}

export function loginUrl(credentials: Credentials, port: number, database = 'switchyard'): string {
  return `postgresql://${credentials.login}:${credentials.loginPassword}@127.0.0.1:${port}/${database}`;
}

function firstLine(error: unknown): string {
  return error instanceof z.ZodError ? 'it has another shape' : String((error as Error).message).split('\n')[0]!;
}
