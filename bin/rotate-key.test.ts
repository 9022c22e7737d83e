import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../model/migrate.ts';
import { startTestPostgres, type TestDatabase } from '../runtime/postgres/test-server.ts';
import { repositoryRoot } from '../runtime/repository-root.ts';

const OLD = Buffer.alloc(32, 1).toString('base64');
const NEW = 'a passphrase that is new';

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'switchyard-rotate-'));
  database = await (await startTestPostgres()).createDatabase();
  await migrate({ ownerUrl: database.url, masterKey: Buffer.alloc(32, 1) });
});
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const switchyard = (args: string[], env: Record<string, string>) =>
  new Promise<{ code: number; output: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'bin/switchyard.ts', ...args],
      {
        cwd: repositoryRoot,
        env: { PATH: process.env['PATH'], DATA_DIR: dataDir, DATABASE_URL: database.url, LOG_LEVEL: 'error', ...env },
      },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });

test('rotate-key says what it did, and the next start takes the new key alone', async () => {
  expect(await switchyard(['rotate-key'], { SWITCHYARD_KEY: NEW })).toEqual({
    code: 1,
    output: 'switchyard: SWITCHYARD_OLD_KEY is needed: the key until now\n',
  });
  const keys = { SWITCHYARD_OLD_KEY: OLD, SWITCHYARD_KEY: NEW };
  const done = await switchyard(['rotate-key'], keys);
  expect(done.output).toMatch(
    /^switchyard: sealed anew: 0 secrets of 0 sources, .* the old key opens nothing any more\n$/,
  );
  expect(done.code).toBe(0);
  expect((await switchyard(['rotate-key'], keys)).output).toMatch(/already; nothing was changed/);
  expect(await switchyard(['migrate'], { SWITCHYARD_KEY: OLD })).toMatchObject({
    code: 1,
    output: expect.stringContaining('rotate-key') as string,
  });
  expect(await switchyard(['migrate'], { SWITCHYARD_KEY: NEW })).toMatchObject({ code: 0 });
  expect(readdirSync(dataDir)).toEqual([]);
});
