import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../contract/kinds/all.ts';
import { StartError } from '../runtime/start-error.ts';
import { migrate } from './migrate.ts';
import { columnsOfKind } from './schema/columns.ts';
import { TEST_KEY, testDatabase, type TestDatabase } from './test-database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

describe('migrate', () => {
  it.each(kinds.map((kind) => [kind.name, kind] as const))('leaves %s as it is declared', async (name, kind) => {
    const columns = async (table: string) => {
      const { rows } = await db.worker.query<{ name: string; type: string; not_null: boolean }>(
        `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS not_null FROM pg_attribute
          WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname`,
        [table],
      );
      return rows.map((row) => ({ ...row, type: row.type.replace('timestamp with time zone', 'timestamptz') }));
    };
    const declared = columnsOfKind(kind)
      .map((column) => ({ name: column.name, type: column.type, not_null: column.notNull }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(await columns(name)).toEqual(declared);
    if (kind.origin === 'synced')
      expect((await columns(`${name}_history`)).filter((column) => column.name !== 'valid_to')).toEqual(declared);
  });

  it('changes nothing the second time, and gives the same logins', async () => {
    expect(await migrate({ ownerUrl: db.ownerUrl, masterKey: TEST_KEY })).toEqual({
      webUrl: db.webUrl,
      workerUrl: db.workerUrl,
    });
  });

  it('refuses another key in one clear line', async () => {
    const wrong = migrate({ ownerUrl: db.ownerUrl, masterKey: Buffer.alloc(32, 8) });
    await expect(wrong).rejects.toThrow(StartError);
    await expect(wrong).rejects.toThrow(/SWITCHYARD_KEY/);
  });

  it('refuses a schema that a newer version has made', async () => {
    const owner = new pg.Client(db.ownerUrl);
    await owner.connect();
    await owner.query(`INSERT INTO schema_migrations (name, fingerprint) VALUES ('9999_later', '')`);
    await expect(migrate({ ownerUrl: db.ownerUrl, masterKey: TEST_KEY })).rejects.toThrow(
      /newer Switchyard \(9999_later\)/,
    );
    await owner.query(`DELETE FROM schema_migrations WHERE name = '9999_later'`);
    await owner.end();
  });

  it('lets the web login see nothing by itself', async () => {
    await expect(db.web.query('SELECT id FROM instances')).rejects.toThrow(/permission denied/);
    await expect(db.web.query('SELECT password_hash FROM users')).rejects.toThrow(/permission denied/);
  });
});
