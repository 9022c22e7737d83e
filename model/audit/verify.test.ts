import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, openPool, type Pool } from '../database.ts';
import { writeAudit } from '../panel/audit.ts';
import { TEST_KEY, testDatabase, type TestDatabase } from '../test-database.ts';
import { exportLines } from './export.ts';
import { readingAudit } from './read.ts';
import { hashOf } from './line.ts';
import { signHead, signHeadsAnew } from './sign.ts';
import { signatureOf, type Head } from './signed-head.ts';
import { verifyAudit } from './verify.ts';

const OTHER_KEY = Buffer.alloc(32, 8);
const ENTRIES = 12;

let db: TestDatabase;
let owner: Pool;
beforeAll(async () => {
  db = await testDatabase();
  owner = openPool(db.ownerUrl, 2, 'test owner');
});
afterAll(async () => {
  await owner.end();
  await db.drop();
});
beforeEach(async () => {
  await owner.query('TRUNCATE audit, audit_heads');
  for (let n = 1; n <= ENTRIES; n++) await writeAudit(db.worker, { action: `act-${n}`, after: { n } });
});

const verdict = (kept?: Head, masterKey = TEST_KEY) =>
  readingAudit(db.ownerUrl, (client) => verifyAudit(client, { masterKey, kept }));
const headOf = async (number: number): Promise<Head> =>
  (await owner.query<Head>('SELECT number, hash FROM audit WHERE number = $1', [number])).rows[0]!;
const sign = (masterKey = TEST_KEY) => signHead(db.worker, masterKey);

/** As an owner of the database could, who knows how the chain is made. */
const chainAnew = (from: number) =>
  owner.query(
    `DO $$ DECLARE entry audit; previous text; BEGIN
       FOR entry IN SELECT * FROM audit WHERE number >= ${from} ORDER BY number LOOP
         SELECT hash INTO previous FROM audit WHERE number < entry.number ORDER BY number DESC LIMIT 1;
         UPDATE audit SET hash = encode(sha256(convert_to(audit_line(entry, entry.number, coalesce(previous, repeat('0', 64))), 'UTF8')), 'hex') WHERE id = entry.id;
       END LOOP; END $$`,
  );

describe('a sound audit', () => {
  it('is told with its head', async () => {
    expect(await verdict()).toMatchObject({ wrong: null, signed: null, head: await headOf(ENTRIES) });
    await sign();
    expect(await verdict(await headOf(5))).toMatchObject({ wrong: null, signed: await headOf(ENTRIES) });
  });

  it('is one without entries too', async () => {
    await owner.query('TRUNCATE audit');
    expect(await verdict()).toEqual({ wrong: null, head: null, signed: null, unsignedLongest: null });
  });
});

describe('what is found, and which entry first', () => {
  it.each<[string, number | null, RegExp, string[]]>([
    ['who', 4, /entry 4 was edited/, [`UPDATE audit SET actor = 'somebody else' WHERE number = 4`]],
    ['what', 1, /entry 1 was edited/, [`UPDATE audit SET action = 'nothing' WHERE number = 1`]],
    [
      'when, by a microsecond',
      12,
      /entry 12 was/,
      [`UPDATE audit SET at = at + interval '1 microsecond' WHERE number = 12`],
    ],
    ['a value within', 7, /entry 7 was edited/, [`UPDATE audit SET after = '{"n": 8}' WHERE number = 7`]],
    ['an address that was empty', 3, /entry 3 was edited/, [`UPDATE audit SET address = '192.0.2.1' WHERE number = 3`]],
    ['a plan that was empty', 3, /entry 3 was/, [`UPDATE audit SET plan_id = gen_random_uuid() WHERE number = 3`]],
    ['when it was made', 3, /entry 3 was/, [`UPDATE audit SET created_at = now() + interval '1 day' WHERE number = 3`]],
    ['a hash', 6, /entry 6 was edited/, [`UPDATE audit SET hash = repeat('a', 64) WHERE number = 6`]],
    ['a hash away', 6, /entry 6 was edited/, ['UPDATE audit SET hash = NULL WHERE number = 6']],
    ['two, the first is told', 2, /entry 2 was/, [`UPDATE audit SET actor = 'x' WHERE number IN (2, 9)`]],
    ['one removed', 5, /^entry 5 was removed$/, ['DELETE FROM audit WHERE number = 5']],
    ['several removed', 5, /^entries 5 to 8 were removed$/, ['DELETE FROM audit WHERE number BETWEEN 5 AND 8']],
    ['the first removed', 1, /^entries 1 to 2 were removed$/, ['DELETE FROM audit WHERE number < 3']],
    [
      'one removed and the gap closed',
      5,
      /entry 5 was edited, or is another one/,
      [
        'DELETE FROM audit WHERE number = 5',
        'DROP INDEX audit_chain',
        'UPDATE audit SET number = number - 1 WHERE number > 5',
      ],
    ],
    [
      'two exchanged',
      3,
      /entry 3 was edited, or is another one/,
      [
        'UPDATE audit SET number = CASE number WHEN 3 THEN 1003 ELSE 1009 END WHERE number IN (3, 9)',
        'UPDATE audit SET number = CASE number WHEN 1003 THEN 9 ELSE 3 END WHERE number > 1000',
      ],
    ],
    [
      'two exchanged, with their hashes left where they were',
      3,
      /entry 3 was edited, or is another one/,
      [
        `CREATE TEMP TABLE kept AS SELECT number, hash FROM audit`,
        'UPDATE audit SET number = CASE number WHEN 3 THEN 1004 ELSE 1003 END WHERE number IN (3, 4)',
        'UPDATE audit a SET number = a.number - 1000 WHERE number > 1000',
        'UPDATE audit a SET hash = k.hash FROM kept k WHERE k.number = a.number',
      ],
    ],
    [
      'one put in beside the chain',
      null,
      /not in the chain was put in: .*"forged" by "ana"/,
      [
        'ALTER TABLE audit DISABLE TRIGGER chain',
        `INSERT INTO audit (id, at, actor, action) VALUES (gen_random_uuid(), now(), 'ana', 'forged')`,
      ],
    ],
    [
      'one put in between',
      8,
      /entry 8 was edited, or is another one/,
      [
        'ALTER TABLE audit DISABLE TRIGGER chain',
        'UPDATE audit SET number = number + 1000 WHERE number >= 8',
        'UPDATE audit SET number = number - 999 WHERE number > 1000',
        `INSERT INTO audit (id, at, actor, action, number, hash) VALUES (gen_random_uuid(), now(), 'ana', 'forged', 8, repeat('b', 64))`,
      ],
    ],
    [
      'a number twice',
      8,
      /entry 8 was edited, or is another one|entry 8 is there twice/,
      [
        'DROP INDEX audit_chain',
        'ALTER TABLE audit DISABLE TRIGGER chain',
        'INSERT INTO audit (id, at, actor, action, number, hash) SELECT gen_random_uuid(), at, actor, action, number, hash FROM audit WHERE number = 8',
      ],
    ],
  ])('%s', async (_what, number, words, acts) => {
    const tampering = await owner.connect();
    try {
      for (const act of acts) await tampering.query(act);
      const { wrong } = await verdict();
      expect(wrong).toEqual({ number, what: expect.stringMatching(words) as string });
    } finally {
      await tampering.query(
        `DROP TABLE IF EXISTS kept; TRUNCATE audit; ALTER TABLE audit ENABLE TRIGGER chain; CREATE UNIQUE INDEX IF NOT EXISTS audit_chain ON audit (number) WHERE number IS NOT NULL`,
      );
      tampering.release();
    }
  });

  it('an entry that was given a new hash shows at the next one', async () => {
    await owner.query(`UPDATE audit SET actor = 'x' WHERE number = 4`);
    await owner.query(
      `UPDATE audit a SET hash = encode(sha256(convert_to(audit_line(a, 4, (SELECT hash FROM audit WHERE number = 3)), 'UTF8')), 'hex') WHERE number = 4`,
    );
    expect((await verdict()).wrong).toMatchObject({ number: 5, what: expect.stringContaining('or entry 4 was') });
  });
});

describe('a chain that was made anew', () => {
  it('is sound by itself, and found by a head that was kept elsewhere', async () => {
    const kept = await headOf(10);
    await owner.query(`UPDATE audit SET actor = 'x' WHERE number = 4`);
    await chainAnew(4);
    expect((await verdict()).wrong).toBeNull();
    expect((await verdict(kept)).wrong).toEqual({
      number: 1,
      what: `entries 1 to 10 were rewritten: 10:${kept.hash} was its head`,
    });
    // What follows says nothing against an older head.
    expect((await verdict(await headOf(3))).wrong).toBeNull();
  });

  it('is found by a signed head, and what was signed before is not suspected', async () => {
    await owner.query('DELETE FROM audit WHERE number > 6');
    const first = await sign();
    for (let n = 7; n <= 12; n++) await writeAudit(db.worker, { action: `again-${n}` });
    await sign();
    await owner.query(`UPDATE audit SET actor = 'x' WHERE number = 9`);
    await chainAnew(9);
    expect(await verdict()).toMatchObject({
      signed: first,
      wrong: { number: 7, what: expect.stringMatching(/^entries 7 to 12 were rewritten/) as string },
    });
  });

  it('is found where entries were taken from the middle and the rest was numbered anew', async () => {
    await sign();
    await owner.query('DELETE FROM audit WHERE number = 5');
    await owner.query('UPDATE audit SET number = number + 1000 WHERE number > 5');
    await owner.query('UPDATE audit SET number = number - 1001 WHERE number > 1000');
    await chainAnew(5);
    expect((await verdict()).wrong).toMatchObject({
      number: 12,
      what: expect.stringMatching(/^entry 12 was cut off: the head 12 was signed on/) as string,
    });
  });
});

describe('a tail that was cut off', () => {
  it('is found by a head that was kept elsewhere, and by a signed one', async () => {
    const kept = await headOf(ENTRIES);
    await owner.query('DELETE FROM audit WHERE number > 9');
    expect((await verdict()).wrong).toBeNull();
    expect((await verdict(kept)).wrong).toEqual({
      number: 10,
      what: 'entries 10 to 12 were cut off: the head was 12',
    });
  });

  it('is found by a signed head, also when other entries took its place', async () => {
    await sign();
    await owner.query('DELETE FROM audit WHERE number > 9');
    expect((await verdict()).wrong).toMatchObject({
      number: 10,
      what: expect.stringMatching(/^entries 10 to 12 were cut off/) as string,
    });
    for (let n = 0; n < 5; n++) await writeAudit(db.worker, { action: 'instead' });
    expect((await verdict()).wrong).toMatchObject({
      number: 1,
      what: expect.stringMatching(/^entries 1 to 12 were rewritten/) as string,
    });
  });
});

describe('signed heads', () => {
  it('are signed once, and again when there are more entries', async () => {
    expect(await sign()).toMatchObject(await headOf(ENTRIES));
    expect(await sign()).toBeNull();
    await writeAudit(db.worker, { action: 'more' });
    expect(await sign()).toMatchObject({ number: ENTRIES + 1 });
  });

  it('cannot be made without the key', async () => {
    await owner.query(`UPDATE audit SET actor = 'x' WHERE number = 4`);
    await chainAnew(4);
    const forged = { ...(await headOf(ENTRIES)), at: '2026-11-20T09:00:00Z' };
    for (const signature of [signatureOf(OTHER_KEY, forged), signatureOf(TEST_KEY, { ...forged, number: 11 }), '']) {
      await owner.query('DELETE FROM audit_heads');
      await owner.query('INSERT INTO audit_heads VALUES ($1, $2, $3, $4)', [
        forged.number,
        forged.hash,
        forged.at,
        signature,
      ]);
      expect((await verdict()).wrong).toEqual({ number: ENTRIES, what: 'the head 12 was not signed with this key' });
      expect(await sign()).toMatchObject({ wrong: { number: ENTRIES } });
    }
    await owner.query('UPDATE audit_heads SET number = 400');
    expect((await verdict()).wrong).toEqual({ number: 400, what: 'the head 400 was not signed with this key' });
  });

  it('are not put under what is not sound', async () => {
    await sign();
    await writeAudit(db.worker, { action: 'more' });
    await owner.query(`UPDATE audit SET actor = 'x' WHERE number = 13`);
    expect(await sign()).toMatchObject({ wrong: { number: 13 } });
    await owner.query('DELETE FROM audit WHERE number >= 12');
    expect(await sign()).toMatchObject({ wrong: { number: 12 } });
    expect((await owner.query('SELECT number FROM audit_heads')).rows).toEqual([{ number: 12 }]);
  });

  it('hold under a new key, if they held under the old one', async () => {
    await sign();
    await owner.query(`INSERT INTO audit_heads VALUES (11, repeat('c', 64), now(), 'forged')`);
    await inTransaction(owner, (client) => signHeadsAnew(client, TEST_KEY, OTHER_KEY));
    expect((await verdict(undefined, OTHER_KEY)).wrong).toMatchObject({ number: 11 });
    await owner.query('DELETE FROM audit_heads WHERE number = 11');
    expect((await verdict(undefined, OTHER_KEY)).wrong).toBeNull();
    expect((await verdict()).wrong).toMatchObject({ number: 12 });
  });

  it('that came late are told', async () => {
    await owner.query('DELETE FROM audit WHERE number > 1');
    await sign();
    await owner.query(
      `INSERT INTO audit (id, at, actor, action) SELECT gen_random_uuid(), now() - interval '50 hours', 'ana', 'late' FROM generate_series(1, 3)`,
    );
    await sign();
    const { wrong, unsignedLongest } = await verdict();
    expect(wrong).toBeNull();
    expect(unsignedLongest).toMatchObject({ from: 2, to: 4 });
    expect(Math.floor(unsignedLongest!.hours)).toBe(50);
  });
});

describe('the export', () => {
  const lines = (since: string | null) =>
    readingAudit(db.ownerUrl, async (client) => {
      const all: string[] = [];
      for await (const line of exportLines(client, since)) all.push(line);
      return all;
    });

  it('has every entry with number and hash, which can be verified without the database', async () => {
    const all = await lines(null);
    expect(all).toHaveLength(ENTRIES);
    let previous = '0'.repeat(64);
    for (const [n, line] of all.entries()) {
      expect(JSON.parse(line)).toMatchObject({ number: n + 1, previous, action: `act-${n + 1}`, after: { n: n + 1 } });
      const [, said, hash] = /^(.*),"hash":"([0-9a-f]{64})"\}\n$/.exec(line)!;
      expect(hashOf(`${said}}`)).toBe(hash);
      previous = hash!;
    }
    expect(previous).toBe((await headOf(ENTRIES)).hash);
  });

  it('begins with the first entry of an instant, and goes on from the one before', async () => {
    const all = await lines(null);
    const { rows } = await owner.query<{ at: string }>('SELECT at FROM audit WHERE number = 9');
    expect(await lines(rows[0]!.at)).toEqual(all.slice(8));
    expect(await lines('2000-01-01T00:00:00Z')).toEqual(all);
    expect(await lines('2100-01-01T00:00:00Z')).toEqual([]);
  });
});

it('who is bound by policies is refused instead of shown an empty audit', async () => {
  await expect(
    readingAudit(db.workerUrl, (client) => verifyAudit(client, { masterKey: TEST_KEY })),
  ).rejects.toMatchObject({ code: '42501' });
});
