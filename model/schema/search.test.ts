import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { openPool, type Pool } from '../database.ts';
import { testDatabase, type TestDatabase } from '../test-database.ts';
import { asSearched } from './search-text.ts';

/** So many that neither the first in order nor a sample are all of them. */
const MANY = 6000;
const MOST = 26;
let db: TestDatabase;
/** The readers' functions are granted to nobody else but the owner. */
let owner: Pool;
let clusters: string[];
let zones: { id: string; cluster: string | null; search: string }[];

/** Names in the order of their number; words that are in every one, in half, at the end alone, in a few, in one. */
const nameOf = (n: number) =>
  `host-${String(n).padStart(5, '0')}.${n % 2 ? 'odd' : 'even'}${n > MANY - 400 ? '-last' : ''}${n % 700 === 3 ? '.few' : ''}${n === 4321 ? '.one' : ''}.example`;

beforeAll(async () => {
  db = await testDatabase();
  owner = openPool(db.ownerUrl, 1, 'test');
  clusters = [uuidv7(), uuidv7(), uuidv7()];
  const source = uuidv7();
  await db.worker.query(
    `INSERT INTO sources (id, name, system, health, mode, enabled, interval_seconds, settings, account)
     VALUES ($1, 'test', 'powerdns', 'new', 'read', true, 60, '{}', 'acme')`,
    [source],
  );
  const names = Array.from({ length: MANY }, (_, n) => nameOf(n));
  names[77] = 'Odd';
  const texts = names.map((name, n) => asSearched(`key-${n}\n${name}`));
  const { rows } = await db.worker.query<{ id: string; cluster: string | null; search: string }>(
    `INSERT INTO zones (id, realm, key, source_id, scope_id, cluster_id, name, provider, state, zone_type, name_servers, raw, search, digest,
                        observed_at, first_seen_at, valid_from)
     SELECT gen_random_uuid(), 'powerdns:acme', 'key-' || n - 1, $1, 1, CASE WHEN n % 20 < 3 THEN ($2::uuid[])[n % 20 + 1] END, name, 'powerdns', 'active',
            'native', '{}', '{}', search, gen_random_uuid(), now(), now(), now()
       FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS u (name, search, n)
     RETURNING id, cluster_id AS cluster, search`,
    [source, clusters, names, texts],
  );
  zones = rows;
  await owner.query('ANALYZE zones');
});
afterAll(async () => {
  await owner.end();
  await db.drop();
});

const holds = (words: string[], of: string[] | null) =>
  zones.filter(
    ({ search, cluster }) =>
      (of === null || (cluster !== null && of.includes(cluster))) &&
      words.every((word) => search.includes(asSearched(word))),
  );

async function find(typed: string, of: string[] | null, indexed = true) {
  const patterns = typed.split(' ').map((word) => `%${asSearched(word)}%`);
  const { rows } = await owner.query<{ ids: string[]; more: boolean }>(
    'SELECT ids, more FROM find_zones($1, $2, $3, $4, $5)',
    [[typed, typed.slice(0, 1).toUpperCase() + typed.slice(1)], patterns, indexed, of, MOST],
  );
  return { ids: new Set(rows[0]!.ids), more: rows[0]!.more };
}

describe.each([
  ['all clusters', () => null],
  ['two clusters', () => clusters.slice(0, 2)],
  ['one cluster', () => clusters.slice(2)],
  ['no cluster', () => []],
])('a search by a reader of %s', (_, of) => {
  it.each([
    'host',
    'host-0',
    'host-04321',
    'odd',
    'example',
    'last',
    'few',
    'few odd',
    'one',
    'last few',
    'one even',
    '1.odd',
    'key-77',
    'key-5999',
    'nothing',
    'odd-last.few',
    'host-04321.odd.one.example',
    'host-0432 odd.one.example',
    'host-99999.even',
  ])('finds all of "%s", or enough and says so', async (typed) => {
    const matching = new Set(holds(typed.split(' '), of()).map(({ id }) => id));
    const { ids, more } = await find(typed, of());
    for (const id of ids) expect(matching).toContain(id);
    expect(more).toBe(matching.size >= MOST);
    expect(ids.size).toBeGreaterThanOrEqual(Math.min(MOST - 1, matching.size));
  });

  it('says that words too short for the index were not looked for everywhere, unless the reader sees little', async () => {
    const matching = new Set(holds(['4.'], of()).map(({ id }) => id));
    if (of()?.length === 1) expect(matching.size).toBeLessThan(MOST);
    const { ids, more } = await find('4.', of(), false);
    for (const id of ids) expect(matching).toContain(id);
    expect(more).toBe((of() ?? clusters).length > 1);
  });
});

it('asks the index for a piece of a long word that few hold, and holds the rows against the word', async () => {
  const condition = async (...words: string[]) =>
    (await owner.query<{ text: string }>(`SELECT search_condition('zones', $1) AS text`, [words])).rows[0]!.text;
  const [, piece, rest] = /^search LIKE '%(.{5})%' AND (.*)$/.exec(await condition('%hostH04321DoddDone%'))!;
  expect('hostH04321DoddDone').toContain(piece);
  expect(holds(['host'], null).length).toBeGreaterThan(
    100 * zones.filter(({ search }) => search.includes(piece!)).length,
  );
  expect(rest).toBe(`search || '' LIKE '%hostH04321DoddDone%'`);
  expect(await condition('%Dexample%', '%last%')).toBe(`search LIKE '%Dexample%' AND search LIKE '%last%'`);
  expect(await condition(`%it''s%`)).toBe(`search LIKE '%it''''s%'`);
  expect(await condition('%hostH04321\\\\x%')).not.toContain('||');
});

it('has exact names and ids among too many matches', async () => {
  expect(await find('odd', null)).toMatchObject({ more: true });
  expect((await find('odd', null)).ids).toContain(zones[77]!.id);
  expect((await find('key-5', null)).ids).toContain(zones[5]!.id);
});

it('finds a word within marks and none across them', () => {
  expect(asSearched('Web-1.Example_x:2/y')).toBe('webH1DexampleUxC2Sy');
  expect(asSearched('web.1')).not.toBe(asSearched('web-1'));
});

it('finds as many as the cap, now and then', async () => {
  const ids = async (sql: string, values: unknown[]) => (await owner.query<{ id: string }>(sql, values)).rows;
  const words = ['%odd%', '%host%'];
  expect(await ids('SELECT id FROM search_zones($1, NULL, false, 100) AS id', [words])).toHaveLength(100);
  const all = holds(['odd', 'host'], clusters).length;
  expect(await ids('SELECT id FROM search_zones($1, $2, false, 5000) AS id', [words, clusters])).toHaveLength(all);
  expect(await ids('SELECT id FROM search_zones_at($1, now(), $2, 5000) AS id', [words, clusters])).toHaveLength(all);
  expect(await ids(`SELECT id FROM search_zones_at($1, '2020-01-01', $2, 5000) AS id`, [words, clusters])).toEqual([]);
});
