import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../contract/kinds/audit.ts';
import { runInContext } from '../../runtime/context.ts';
import { startTestPostgres } from '../../runtime/postgres/test-server.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { inTransaction, openPool, type Pool } from '../database.ts';
import { migrate } from '../migrate.ts';
import { writeAudit } from '../panel/audit.ts';
import { migrations } from '../schema/migrations.ts';
import { TEST_KEY, testDatabase, type TestDatabase } from '../test-database.ts';
import { auditLine, lineColumns } from './line.ts';
import { verifyAudit } from './verify.ts';

let db: TestDatabase;
let owner: Pool;
beforeAll(async () => {
  db = await testDatabase();
  owner = openPool(db.ownerUrl, 4, 'test owner');
});
afterAll(async () => {
  await owner.end();
  await db.drop();
});
beforeEach(() => owner.query('TRUNCATE audit, audit_heads'));

const chain = async (pool: Pool = owner) =>
  (await pool.query<{ number: number; action: string }>('SELECT number, action FROM audit ORDER BY number')).rows;
const verdict = (pool: Pool = owner) => inTransaction(pool, (client) => verifyAudit(client, { masterKey: TEST_KEY }));
const numbers = (rows: { number: number }[]) => rows.map(({ number }) => number);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

describe('the chain', () => {
  it('has entries of one transaction in the order in which they were written', async () => {
    await inTransaction(db.worker, async (client) => {
      for (const action of ['c', 'a', 'b']) await writeAudit(client, { action });
      // Not before COMMIT: whoever writes an entry and works on holds no lock.
      expect((await client.query('SELECT number FROM audit')).rows).toEqual([
        { number: null },
        { number: null },
        { number: null },
      ]);
    });
    expect(await chain()).toEqual([
      { number: 1, action: 'c' },
      { number: 2, action: 'a' },
      { number: 3, action: 'b' },
    ]);
    expect(await verdict()).toMatchObject({ wrong: null, head: { number: 3 } });
  });

  it('keeps nobody waiting for a transaction that has written and not ended', async () => {
    await inTransaction(db.worker, async (slow) => {
      await writeAudit(slow, { action: 'slow' });
      await writeAudit(db.worker, { action: 'quick' });
      expect(await chain(db.worker)).toEqual([{ number: 1, action: 'quick' }]);
    });
    expect(numbers(await chain())).toEqual([1, 2]);
    expect((await verdict()).wrong).toBeNull();
  });

  it('has no gap and no fork after 200 transactions at once, and no trace of those rolled back', async () => {
    const many = openPool(db.workerUrl, 40, 'test many');
    const calledOff = new Error('called off');
    const act = (n: number) =>
      inTransaction(many, async (client) => {
        for (let m = 0; m <= n % 3; m++) await writeAudit(client, { action: `act ${n}.${m}` });
        if (n % 5 === 0) throw calledOff;
      });
    const outcomes = await Promise.allSettled(upTo(200).map(act));
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(failures).toEqual(Array.from({ length: 40 }, () => calledOff));
    await many.end();
    const written = upTo(200).filter((n) => n % 5 !== 0);
    const due = written.flatMap((n) => upTo((n % 3) + 1).map((m) => `act ${n}.${m - 1}`));
    const rows = await chain();
    expect(numbers(rows)).toEqual(upTo(due.length));
    expect(rows.map(({ action }) => action).toSorted()).toEqual(due.toSorted());
    // Entries of one transaction stand side by side.
    for (const n of written) {
      const at = rows.flatMap(({ action, number }) => (action.startsWith(`act ${n}.`) ? [number] : []));
      expect(at.at(-1)! - at[0]!).toBe(at.length - 1);
    }
    expect(await verdict()).toMatchObject({ wrong: null, head: { number: due.length } });
  });

  it('has many rows of one statement in their order', async () => {
    await owner.query(
      `INSERT INTO audit (id, at, actor, action) SELECT gen_random_uuid(), now(), 'ana', n::text FROM generate_series(1, 1500) n`,
    );
    const rows = await chain();
    expect(rows.map(({ action }) => action)).toEqual(upTo(1500).map(String));
    expect(await verdict()).toMatchObject({ wrong: null, head: { number: 1500 } });
  });

  it('is gone through by its index, also where it was empty when the plan was made and grew within one transaction', async () => {
    const MANY = 2000;
    const session = await owner.connect();
    const readSoFar = async () => {
      await session.query('SELECT pg_stat_force_next_flush()');
      const { rows } = await session.query<{ rows: number }>(
        `SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) AS rows FROM pg_stat_user_tables WHERE relname = 'audit'`,
      );
      return rows[0]!.rows;
    };
    try {
      await session.query('VACUUM ANALYZE audit');
      await writeAudit(session, { action: 'plans are made' });
      const before = await readSoFar();
      await session.query(
        `INSERT INTO audit (id, at, actor, action) SELECT gen_random_uuid(), now(), 'ana', n::text FROM generate_series(1, ${MANY}) n`,
      );
      // The head and the entry itself; all entries before each would be a thousand times as many.
      expect((await readSoFar()) - before).toBeLessThan(10 * MANY);
    } finally {
      session.release();
    }
    expect(numbers(await chain())).toEqual(upTo(MANY + 1));
  });

  it('refuses whoever no longer sees the newest head, and is as it was', async () => {
    await writeAudit(db.worker, { action: 'first' });
    const fork = inTransaction(db.worker, async (stale) => {
      await stale.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await stale.query('SELECT 1 FROM audit');
      await writeAudit(db.worker, { action: 'second' });
      await writeAudit(stale, { action: 'fork' });
    });
    await expect(fork).rejects.toMatchObject({ code: '23505', constraint: 'audit_chain' });
    expect(await chain()).toEqual([
      { number: 1, action: 'first' },
      { number: 2, action: 'second' },
    ]);
  });

  it('lets nothing be done that could not be chained in time', async () => {
    await owner.query(`ALTER FUNCTION chain_audit() SET lock_timeout = '100ms'`);
    const lock = await db.worker.connect();
    try {
      await lock.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('switchyard audit chain'))`);
      const act = inTransaction(db.worker, async (client) => {
        await client.query(`INSERT INTO sign_in_failures (who) VALUES ('undone')`);
        await writeAudit(client, { action: 'undone' });
      });
      await expect(act).rejects.toMatchObject({ code: '55P03' });
    } finally {
      await lock.query('COMMIT');
      lock.release();
      await owner.query(`ALTER FUNCTION chain_audit() SET lock_timeout = '20s'`);
    }
    expect((await owner.query(`SELECT 1 FROM sign_in_failures`)).rowCount).toBe(0);
    expect(await chain()).toEqual([]);
  });
});

describe('a line', () => {
  it('is the same whether the database or we write it, whatever is in the entry', async () => {
    const odd = 'quotes " \\ \b\f\n\r\t \u0001\u001f\u007f\u2028 ünï \u{1F511} </script>';
    await runInContext(
      { requestId: odd, address: '2001:db8::1', principal: { id: uuidv7(), name: odd }, planId: uuidv7() },
      () =>
        writeAudit(db.worker, {
          action: odd,
          objectKind: odd,
          objectId: uuidv7(),
          objectName: odd,
          before: { [odd]: odd, z: null, list: [1.5, 1e300, -0, true], 'very long name': { b: 1, a: 2 } },
          after: {},
        }),
    );
    const { rows } = await owner.query(
      `SELECT ${lineColumns}, audit_line(a, a.number, repeat('0', 64)) AS line FROM audit a`,
    );
    const { line, ...row } = rows[0] as Record<string, string>;
    expect(Object.values(row)).not.toContain(null);
    expect(auditLine(1, '0'.repeat(64), row as never)).toBe(line);
    expect(JSON.parse(line!)).toMatchObject({ number: 1, actor: odd, action: odd, before: { [odd]: odd } });
    expect((await verdict()).wrong).toBeNull();
  });

  it('has every field of an entry but those that the chain gives it', async () => {
    const columns = lineColumns.matchAll(/AS "(\w+)"/g);
    const said = [...columns].map(([, name]) => name);
    const declared = ['id', ...Object.keys(audit.fields), 'createdAt', 'changedAt'];
    expect(said.toSorted()).toEqual(declared.filter((name) => !['number', 'hash'].includes(name)).toSorted());
  });

  it('stays what it was in the first version with a chain', () => {
    const row = {
      id: '018f0000-0000-7000-8000-000000000001',
      at: '2026-11-20T09:00:00.123456Z',
      actor: 'ana',
      action: 'sources.create',
      objectKind: 'sources',
      address: '192.0.2.17',
      after: '{"a": 1}',
      createdAt: '2026-11-20T09:00:00.123000Z',
      changedAt: '2026-11-20T09:00:00.123000Z',
      hash: null,
    };
    expect(auditLine(7, 'f'.repeat(64), row)).toBe(
      `{"number":7,"previous":"${'f'.repeat(64)}","id":"018f0000-0000-7000-8000-000000000001","at":"2026-11-20T09:00:00.123456Z","actor":"ana",` +
        `"action":"sources.create","objectKind":"sources","address":"192.0.2.17","after":{"a": 1},` +
        `"createdAt":"2026-11-20T09:00:00.123000Z","changedAt":"2026-11-20T09:00:00.123000Z"}`,
    );
  });
});

describe('the roles of worker and panel', () => {
  const asPanel = async (sql: string) => {
    const client = await db.web.connect();
    try {
      const role = new URL(db.webUrl).username.replace(/_web$/, '_panel');
      await client.query(`BEGIN; SET LOCAL ROLE ${role}`);
      return await client.query(sql);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  };

  it.each([
    `UPDATE audit SET actor = 'somebody else'`,
    `UPDATE audit SET hash = repeat('0', 64)`,
    'DELETE FROM audit',
    'TRUNCATE audit',
    `INSERT INTO audit (id, at, actor, action, number) VALUES (gen_random_uuid(), now(), 'a', 'b', 99)`,
    `INSERT INTO audit (id, at, actor, action, hash) VALUES (gen_random_uuid(), now(), 'a', 'b', repeat('0', 64))`,
    'ALTER TABLE audit DISABLE TRIGGER chain',
    "SELECT audit_line(a, 1, '') FROM audit a",
    'SELECT chain_audit_entry(a) FROM audit a',
    `UPDATE audit_heads SET signature = ''`,
    'DELETE FROM audit_heads',
    'TRUNCATE audit_heads',
  ])('may not %s', async (sql) => {
    await writeAudit(db.worker, { action: 'kept' });
    for (const attempt of [() => db.worker.query(sql), () => asPanel(sql)])
      await expect(attempt()).rejects.toMatchObject({ code: '42501' });
    expect(await chain()).toEqual([{ number: 1, action: 'kept' }]);
  });
});

it('entries from before there was a chain are chained in the order of their time', async () => {
  const scratch = await (await startTestPostgres()).createDatabase();
  const before = new pg.Client(scratch.url);
  await before.connect();
  try {
    const older = migrations().filter(({ name }) => name < '0004');
    await before.query(
      `CREATE TABLE schema_migrations (name text PRIMARY KEY, fingerprint text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
       CREATE TABLE schema_derived (one boolean PRIMARY KEY DEFAULT true CHECK (one), fingerprint text NOT NULL); INSERT INTO schema_derived (fingerprint) VALUES ('')`,
    );
    for (const { name, sql } of older) {
      await before.query(sql);
      await before.query(`INSERT INTO schema_migrations (name, fingerprint) VALUES ($1, '')`, [name]);
    }
    await before.query(
      `INSERT INTO audit (id, at, actor, action, after)
       SELECT gen_random_uuid(), now() - make_interval(secs => n), 'ana', n::text, jsonb_build_object('n', n) FROM generate_series(1, 300) n`,
    );
    await migrate({ ownerUrl: scratch.url, masterKey: TEST_KEY });
    const pool = openPool(scratch.url, 2, 'test');
    expect((await chain(pool)).map(({ action }) => action)).toEqual(upTo(300).toReversed().map(String));
    expect(await verdict(pool)).toMatchObject({ wrong: null, head: { number: 300 } });
    await pool.end();
  } finally {
    await before.end();
    await scratch.drop();
  }
});
