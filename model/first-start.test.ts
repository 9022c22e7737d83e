import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstStart } from './first-start.ts';
import { credentialHash } from './panel/credentials.ts';
import { passwordFits } from './panel/passwords.ts';
import { TEST_KEY, testDatabase, type TestDatabase } from './test-database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const start = (more: { adminPassword?: string; adminToken?: string } = {}) =>
  firstStart({ ownerUrl: db.ownerUrl, masterKey: TEST_KEY, ...more });
const users = async () =>
  (await db.worker.query<{ name: string; role: string; password_hash: string }>('SELECT * FROM users')).rows;

describe('the first start', () => {
  it('makes one admin, however many start at once, and tells a made password once', async () => {
    const made = (await Promise.all([start(), start(), start()])).flatMap(({ madePassword }) => madePassword ?? []);
    expect(made).toHaveLength(1);
    const [admin, ...others] = await users();
    expect(others).toEqual([]);
    expect(admin).toMatchObject({ name: 'admin', role: 'admin' });
    expect(await passwordFits(made[0]!, admin!.password_hash)).toBe(true);
    expect(made[0]!.length).toBeGreaterThanOrEqual(16);
    expect(await start({ adminPassword: 'another password' })).toEqual({});
    expect(await passwordFits('another password', (await users())[0]!.password_hash)).toBe(false);
  });

  it('takes the given admin token, later ones too, and each once', async () => {
    await start({ adminToken: 'a-token-of-24-characters-' });
    await start({ adminToken: 'a-token-of-24-characters-' });
    await start({ adminToken: 'another-token-of-24-chars' });
    const { rows } = await db.worker.query<{ token_hash: string }>('SELECT token_hash FROM tokens ORDER BY id');
    expect(rows.map((row) => row.token_hash)).toEqual(
      ['a-token-of-24-characters-', 'another-token-of-24-chars'].map(credentialHash),
    );
  });

  it('does not bring a revoked token back', async () => {
    await db.worker.query('UPDATE tokens SET revoked_at = now()');
    await start({ adminToken: 'a-token-of-24-characters-' });
    const { rows } = await db.worker.query('SELECT 1 FROM tokens WHERE revoked_at IS NULL');
    expect(rows).toEqual([]);
  });

  it('is on record', async () => {
    const { rows } = await db.worker.query<{ action: string; actor: string }>(
      'SELECT action, actor FROM audit ORDER BY at',
    );
    expect(rows).toEqual([
      { action: 'users.create', actor: 'switchyard' },
      { action: 'tokens.create', actor: 'switchyard' },
      { action: 'tokens.create', actor: 'switchyard' },
    ]);
  });
});
