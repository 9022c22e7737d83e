import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../contract/kinds/all.ts';
import { machine } from '../contract/kinds/field.ts';
import type { Kind } from '../contract/kinds/kind.ts';
import { zones } from '../contract/kinds/zones.ts';
import { startTestPostgres } from '../runtime/postgres/test-server.ts';
import { StartError } from '../runtime/start-error.ts';
import { uuidv7 } from '../runtime/uuidv7.ts';
import { migrate } from './migrate.ts';
import { kindDrift } from './schema/drift.ts';
import { migrations } from './schema/migrations.ts';
import { TEST_KEY, testDatabase, type TestDatabase } from './test-database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

describe('migrate', () => {
  it.each(kinds.map((kind) => [kind.name, kind] as const))('leaves %s as it is declared', async (_name, kind) => {
    expect(await kindDrift(db.worker, kind)).toEqual([]);
  });

  it('can tell what a changed kind would need', async () => {
    const changed = {
      ...zones,
      fields: { ...zones.fields, rack: machine('Where it stands.', { sort: true }) },
    } as unknown as Kind;
    expect(await kindDrift(db.worker, changed)).toEqual(
      ['zones', 'zones_history'].flatMap((table) => [
        `ALTER TABLE ${table} ADD COLUMN rack text NOT NULL DEFAULT '';`,
        `ALTER TABLE ${table} ALTER COLUMN "rack" DROP DEFAULT;`,
        `CREATE INDEX ${table}_rack ON ${table} USING btree (rack, id);`,
      ]),
    );
  });

  it('brings the first shape here, with titles for the scopes of zones', async () => {
    const scratch = await (await startTestPostgres()).createDatabase();
    const owner = new pg.Client(scratch.url);
    await owner.connect();
    try {
      const [first] = migrations();
      await owner.query(first!.sql);
      const source = uuidv7();
      await owner.query(`
        CREATE TABLE schema_migrations (name text PRIMARY KEY, fingerprint text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
        INSERT INTO schema_migrations (name, fingerprint) VALUES ('${first!.name}', '');
        CREATE TABLE schema_derived (one boolean PRIMARY KEY DEFAULT true CHECK (one), fingerprint text NOT NULL);
        INSERT INTO schema_derived (fingerprint) VALUES ('');
        INSERT INTO scopes (source_id, source_name, kind, name) VALUES ('${source}', 'dns', 'record_sets', 'z1'), ('${source}', 'dns', 'zones', 'acme');
        INSERT INTO held_changes (id, source_id, kind, scope, reason, detail, ids, state) VALUES ('${uuidv7()}', '${source}', 'record_sets', 'z1', 'many-gone', '', '{}', 'open');
        INSERT INTO zones (id, realm, key, source_id, scope_id, name, provider, state, name_servers, raw, search, digest, observed_at, first_seen_at, valid_from)
          VALUES ('${uuidv7()}', 'cloudflare:acme', 'z1', '${source}', 2, 'shop.example', 'cloudflare', 'active', '{}', '{}', '', gen_random_uuid(), now(), now(), now())`);
      await migrate({ ownerUrl: scratch.url, masterKey: TEST_KEY });
      const titles = await owner.query(
        `SELECT name, title FROM scopes UNION ALL SELECT scope, scope_title FROM held_changes ORDER BY 1, 2`,
      );
      expect(titles.rows).toEqual([
        { name: 'acme', title: null },
        { name: 'z1', title: 'shop.example' },
        { name: 'z1', title: 'shop.example' },
      ]);
    } finally {
      await owner.end();
      await scratch.drop();
    }
  });

  it('changes nothing the second time, and gives the same logins', async () => {
    expect(await migrate({ ownerUrl: db.ownerUrl, masterKey: TEST_KEY })).toEqual({
      webUrl: db.webUrl,
      workerUrl: db.workerUrl,
    });
  });

  it('lets clones of one database be migrated at the same moment, with the same roles', async () => {
    const clones = await Promise.all(Array.from({ length: 4 }, () => testDatabase()));
    try {
      for (let round = 0; round < 10; round += 1) {
        const made = await Promise.all(
          clones.map(({ ownerUrl }) =>
            migrate({ ownerUrl, masterKey: TEST_KEY }).then(({ webUrl }) => new URL(webUrl)),
          ),
        );
        expect(new Set(made.map(({ username, password }) => `${username} ${password}`)).size).toBe(1);
      }
    } finally {
      for (const clone of clones) await clone.drop();
    }
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
