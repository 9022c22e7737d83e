import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signHead } from '../model/audit/sign.ts';
import { openPool, type Pool } from '../model/database.ts';
import { writeAudit } from '../model/panel/audit.ts';
import { testDatabase, TEST_KEY, type TestDatabase } from '../model/test-database.ts';
import { startTestPostgres } from '../runtime/postgres/test-server.ts';
import { repositoryRoot } from '../runtime/repository-root.ts';

const MANY = 2500;

let db: TestDatabase;
let owner: Pool;
let dataDir: string;
let head: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'switchyard-audit-'));
  db = await testDatabase();
  owner = openPool(db.ownerUrl, 1, 'test owner');
  await writeAudit(db.worker, { action: 'clusters.create', objectName: 'eu-prod' });
  // More than is read at once.
  await owner.query(
    `INSERT INTO audit (id, at, actor, action) SELECT gen_random_uuid(), now(), 'ana', 'act ' || n FROM generate_series(2, ${MANY}) n`,
  );
  const { rows } = await owner.query<{ head: string }>(
    `SELECT number || ':' || hash AS head FROM audit WHERE number = ${MANY}`,
  );
  head = rows[0]!.head;
});
afterAll(async () => {
  await owner.end();
  await db.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const switchyard = (args: string[], env: Record<string, string> = {}) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'bin/switchyard.ts', 'audit', ...args],
      {
        cwd: repositoryRoot,
        maxBuffer: 64 * 1024 * 1024,
        env: {
          PATH: process.env['PATH'],
          DATA_DIR: dataDir,
          DATABASE_URL: db.ownerUrl,
          SWITCHYARD_KEY: TEST_KEY.toString('base64'),
          LOG_LEVEL: 'error',
          ...env,
        },
      },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

test('verify tells the head of a sound audit, how far it is signed, and holds it against one that was kept', async () => {
  const unsigned = await switchyard(['verify']);
  expect(unsigned).toMatchObject({ code: 0, stderr: '' });
  const lines = unsigned.stdout.trimEnd().split('\n');
  expect(lines[0]).toBe(`switchyard: the audit is sound: ${MANY} entries`);
  expect(lines[1]).toMatch(new RegExp(`^switchyard: head ${head} of 2\\d{3}-\\d\\d-\\d\\dT[\\d:.]+Z$`));
  expect(lines[2]).toMatch(/no head was signed yet/);

  await signHead(db.worker, TEST_KEY);
  const kept = await switchyard(['verify', '--head', head]);
  expect(kept).toMatchObject({ code: 0, stdout: expect.stringContaining(`signed up to ${MANY}, on 2`) as string });
  expect(
    await switchyard(['verify', '--head', head.replace(/.$/, (last) => (last === '0' ? '1' : '0'))]),
  ).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/NOT as it was written: entries 1 to 2500 were rewritten/) as string,
  });
});

test('export writes a line an entry, and nothing else', async () => {
  const { code, stdout, stderr } = await switchyard(['export']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(MANY);
  expect(JSON.parse(lines[0]!)).toMatchObject({ number: 1, action: 'clusters.create', objectName: 'eu-prod' });
  const { number, hash } = JSON.parse(lines.at(-1)!) as { number: number; hash: string };
  expect(`${number}:${hash}`).toBe(head);
  expect((await switchyard(['export', '--since', '2100-01-01T00:00:00Z'])).stdout).toBe('');
});

test('what is wrong is one line and exit code 1', async () => {
  await owner.query('ALTER TABLE audit DISABLE TRIGGER chain');
  await owner.query(`UPDATE audit SET actor = 'nobody' WHERE number = 1700`);
  const edited = await switchyard(['verify']);
  expect(edited.code).toBe(1);
  expect(edited.stdout).toMatch(/^switchyard: the audit is NOT as it was written: entry 1700 was edited.*\n$/);
  for (const [args, env, words] of [
    [['verify', '--head', '12'], {}, /--head 12 is not a head/],
    [['export', '--since', 'yesterday'], {}, /--since yesterday is not an instant/],
    [['verify'], { SWITCHYARD_KEY: Buffer.alloc(32, 9).toString('base64') }, /SWITCHYARD_KEY: .*another key/],
    [['verify'], { DATABASE_URL: (await startTestPostgres()).adminUrl }, /no chain yet/],
  ] as const) {
    const refused = await switchyard([...args], env);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(words);
    expect(refused.stderr.trimEnd()).not.toContain('\n');
  }
});
