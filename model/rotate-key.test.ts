import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestPostgres, type TestDatabase } from '../runtime/postgres/test-server.ts';
import { SealError } from '../runtime/sealing/envelope.ts';
import { StartError } from '../runtime/start-error.ts';
import { uuidv7 } from '../runtime/uuidv7.ts';
import { signHead } from './audit/sign.ts';
import { openPool, type Pool } from './database.ts';
import { migrate, type Migrated } from './migrate.ts';
import { writeAudit } from './panel/audit.ts';
import { changedSecrets, openSecrets, sealSecrets, secretDigests } from './panel/secrets.ts';
import { rotateKey } from './rotate-key.ts';

const OLD = Buffer.alloc(32, 1);
const NEW = Buffer.alloc(32, 2);
const SOURCES: { id: string; name: string; secrets: Record<string, string> }[] = [
  { id: uuidv7(), name: 'aws-eu', secrets: { secretAccessKey: 'the first secret', other: 'one more' } },
  { id: uuidv7(), name: 'dns', secrets: { apiToken: 'the second secret' } },
];

let database: TestDatabase;
let owner: Pool;
let before: Migrated;
beforeEach(async () => {
  database = await (await startTestPostgres()).createDatabase();
  before = await migrate({ ownerUrl: database.url, masterKey: OLD });
  owner = openPool(database.url, 2, 'test owner');
  for (const { id, name, secrets } of SOURCES) {
    await owner.query(
      `INSERT INTO sources (id, name, system, health, mode, enabled, interval_seconds, settings) VALUES ($1, $2, 'aws', 'new', 'read', true, 60, '{}')`,
      [id, name],
    );
    await sealSecrets(owner, OLD, id, secrets);
  }
});
afterEach(async () => {
  await owner.end();
  await database.drop();
});

const rotate = (oldKey = OLD, newKey = NEW) => rotateKey({ ownerUrl: database.url, oldKey, newKey });
const kept = async () =>
  (
    await owner.query(
      'SELECT i.key_check, k.owner_id, k.wrapped, v.field, v.sealed, v.digest FROM installation i, data_keys k JOIN sealed_values v USING (owner_id) ORDER BY 2, 4',
    )
  ).rows as Record<string, string>[];

async function signIn(url: string): Promise<string> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    const { rows } = await client.query<{ current_user: string }>('SELECT current_user');
    return rows[0]!.current_user;
  } finally {
    await client.end();
  }
}

it('seals every secret anew, so that only the new key opens it', async () => {
  const old = await kept();
  expect(await rotate()).toEqual({ rotated: true, sources: 2, secrets: 3 });
  for (const { id, secrets } of SOURCES) {
    expect(await openSecrets(owner, NEW, id)).toEqual(secrets);
    await expect(openSecrets(owner, OLD, id)).rejects.toThrow(SealError);
    // What is typed again is still told from what differs.
    expect(changedSecrets(NEW, await secretDigests(owner, id), { ...secrets, other: 'new' })).toEqual({ other: 'new' });
  }
  const now = await kept();
  for (const column of ['key_check', 'wrapped', 'sealed', 'digest'])
    for (const [n, row] of now.entries()) expect(row[column]).not.toBe(old[n]![column]);
});

it('gives the logins their new passwords, and starts need the new key', async () => {
  await signIn(before.webUrl);
  await rotate();
  await expect(signIn(before.webUrl)).rejects.toThrow(/password authentication failed/);
  await expect(signIn(before.workerUrl)).rejects.toThrow(/password authentication failed/);
  await expect(migrate({ ownerUrl: database.url, masterKey: OLD })).rejects.toThrow(/SWITCHYARD_KEY/);
  const after = await migrate({ ownerUrl: database.url, masterKey: NEW });
  expect(await signIn(after.workerUrl)).toMatch(/_worker$/);
});

it('signs the heads of the audit anew', async () => {
  await writeAudit(owner, { action: 'before' });
  expect(await signHead(owner, OLD)).toMatchObject({ number: 1 });
  await rotate();
  expect(await signHead(owner, OLD)).toMatchObject({ wrong: { number: 1 } });
  expect(await signHead(owner, NEW)).toMatchObject({ number: 2 });
});

it('is on record, without a word of the secrets', async () => {
  await rotate();
  const { rows } = await owner.query('SELECT actor, action, before, after FROM audit');
  expect(rows).toEqual([
    { actor: 'switchyard', action: 'key.rotate', before: null, after: { sources: 2, secrets: 3 } },
  ]);
});

it('does nothing the second time', async () => {
  await rotate();
  const once = await kept();
  expect(await rotate()).toEqual({ rotated: false, sources: 0, secrets: 0 });
  expect(await kept()).toEqual(once);
});

it.each<[string, RegExp, () => Promise<unknown>]>([
  ['another old key', /SWITCHYARD_OLD_KEY/, () => rotate(Buffer.alloc(32, 3))],
  [
    'a worker that runs',
    /stop Switchyard first.* 1 connections/,
    async () => {
      const worker = new pg.Client(before.workerUrl);
      await worker.connect();
      return rotate().finally(() => worker.end());
    },
  ],
  [
    'a secret that was tampered with',
    /the secrets of dns: .*does not open/,
    async () => {
      await owner.query(`UPDATE sealed_values SET version = version + 1 WHERE field = 'apiToken'`);
      return rotate().finally(() =>
        owner.query(`UPDATE sealed_values SET version = version - 1 WHERE field = 'apiToken'`),
      );
    },
  ],
])('with %s it changes nothing and says why', async (_what, why, attempt) => {
  const old = await kept();
  const failed = await attempt().catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(StartError);
  expect((failed as StartError).message).toMatch(why);
  expect(await kept()).toEqual(old);
  expect((await owner.query('SELECT 1 FROM audit')).rowCount).toBe(0);
  expect(await signIn(before.webUrl)).toMatch(/_web$/);
});

it('says that there is nothing to rotate in an empty database', async () => {
  const empty = await (await startTestPostgres()).createDatabase();
  await expect(rotateKey({ ownerUrl: empty.url, oldKey: OLD, newKey: NEW })).rejects.toThrow(/never started/);
  await empty.drop();
});
