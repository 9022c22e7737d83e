import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyObject, ListPage } from '../../contract/api/list.ts';
import { seedObjects, seedSource } from '../test-estate.ts';
import { ADMIN_TOKEN, testServer, type TestServer } from '../test-server.ts';

const MANY = 12_000;
let server: TestServer;
let red: string;
let reader: string;
const list = async (path: string, as?: string) => (await server.call<ListPage<AnyObject>>(path, { as })).body;

beforeAll(async () => {
  server = await testServer();
  red = await server.cluster('red');
  reader = await server.token('viewer', [red]);
  const source = await seedSource(server.db.worker, 'aws-test');
  await seedObjects(server.db.worker, source, [
    { kind: 'zones', key: 'first', clusterId: red, fields: { name: '=1+1' } },
  ]);
  // Copies of the first, far more than a page: a third of them in the cluster.
  await server.db.worker.query(
    `INSERT INTO zones SELECT (jsonb_populate_record(z, jsonb_build_object(
       'id', gen_random_uuid(), 'key', 'z' || g, 'name', 'zone-' || lpad(g::text, 5, '0'), 'search', 'z' || g || E'\\n' || 'zoneH' || lpad(g::text, 5, '0'),
       'cluster_id', CASE WHEN g % 3 = 0 THEN $1::text END, 'valid_from', z.valid_from + g * interval '1 millisecond'))).*
       FROM zones z, generate_series(1, ${MANY}) g WHERE z.key = 'first'`,
    [red],
  );
  await server.db.worker.query(`SELECT refresh_statistics(ARRAY['zones'])`);
});
afterAll(() => server.stop());

describe('a long list', () => {
  it('has an exact total to 10,000 and an estimate beyond, each for what the reader sees', async () => {
    const all = await list('/zones?limit=10');
    expect(all).toMatchObject({ totalIsEstimate: true, hasMore: true });
    expect(all.total).toBeGreaterThan(10_000);
    const some = await list('/zones?limit=10', reader);
    expect(some).toMatchObject({ total: MANY / 3 + 1, hasMore: true });
    expect(some.totalIsEstimate).toBeUndefined();
    expect((await list('/zones?q=zone-001')).total).toBe(100);
  });

  it('is estimated for the clusters of its reader, and not for as many of any', async () => {
    const blue = await server.cluster('blue');
    const source = await seedSource(server.db.worker, 'aws-addresses');
    await seedObjects(server.db.worker, source, [
      { kind: 'addresses', key: 'first', clusterId: red, fields: { name: 'first', address: '192.0.2.1' } },
    ]);
    await server.db.worker.query(
      `INSERT INTO addresses SELECT (jsonb_populate_record(a, jsonb_build_object(
         'id', gen_random_uuid(), 'key', 'a' || g, 'cluster_id', CASE WHEN g % 3 = 0 THEN $1::text ELSE $2::text END))).*
         FROM addresses a, generate_series(1, 36000) g WHERE a.key = 'first'`,
      [blue, red],
    );
    await server.db.worker.query(`SELECT refresh_statistics(ARRAY['addresses'])`);
    const told = await list('/addresses?limit=1', await server.token('viewer', [blue]));
    expect(told.totalIsEstimate).toBe(true);
    expect(told.total / 12_000).toBeCloseTo(1, 1);
    const both = await list('/addresses?limit=1', await server.token('viewer', [blue, red]));
    expect(both.total / 36_001).toBeCloseTo(1, 1);
  });

  it('goes on beyond the last offset', async () => {
    const last = await list('/zones?sort=name&limit=1000&offset=10000');
    expect(last.items).toHaveLength(1000);
    const seen = new Set<string>();
    let after = '';
    do {
      const page = await list(`/zones?sort=-changedAt&limit=1000${after && `&after=${after}`}`);
      for (const { id } of page.items) seen.add(id);
      after = page.after ?? '';
    } while (after);
    expect(seen.size).toBe(MANY + 1);
  });

  it('says when free text matched more than is looked at', async () => {
    const found = await list('/zones?q=zone-&limit=5');
    expect(found).toMatchObject({ searchCapped: true, total: 5000 });
    expect((await list('/zones?q=zone-&limit=5', reader)).searchCapped).toBeUndefined();
    expect((await list('/zones?q=zone-0001')).searchCapped).toBeUndefined();
  });

  it('asks the same way again and again, as different readers, and is answered alike', async () => {
    for (let turn = 0; turn < 8; turn++) {
      const [all, some] = await Promise.all([
        list('/zones?sort=name&limit=2&offset=1'),
        list('/zones?sort=name&limit=2&offset=1', reader),
      ]);
      expect(all.items.map(({ name }) => name)).toEqual(['zone-00001', 'zone-00002']);
      expect(some.items.map(({ name }) => name)).toEqual(['zone-00003', 'zone-00006']);
    }
  });

  it('follows rights that change between two requests of one kind', async () => {
    const token = await server.token('viewer', null);
    for (let turn = 0; turn < 5; turn++)
      expect((await list('/zones?sort=name&limit=2&offset=3', token)).items[0]!.name).toBe('zone-00003');
    await server.db.worker.query(
      `UPDATE tokens SET cluster_ids = $1 WHERE id = (SELECT id FROM tokens ORDER BY id DESC LIMIT 1)`,
      [[red]],
    );
    expect((await list('/zones?sort=name&limit=2&offset=3', token)).items[0]!.name).toBe('zone-00009');
    await server.db.worker.query(
      `UPDATE tokens SET revoked_at = now() WHERE id = (SELECT id FROM tokens ORDER BY id DESC LIMIT 1)`,
    );
    expect((await server.call('/zones?sort=name&limit=2&offset=3', { as: token })).status).toBe(401);
  });
});

describe('CSV', () => {
  const csv = (path: string, as = ADMIN_TOKEN) => server.call(path, { as, headers: { accept: 'text/csv' } });

  it('has every row that the reader sees, and no formula', async () => {
    const { text, headers } = await csv('/zones?sort=name');
    const lines = text.trimEnd().split('\r\n');
    expect(headers.get('content-disposition')).toContain('zones.csv');
    expect(lines).toHaveLength(MANY + 2);
    expect(lines[0]).toMatch(/^id,key,realm,status,/);
    expect(lines[1]).toContain(`,'=1+1,`);
    expect((await csv('/zones', reader)).text.trimEnd().split('\r\n')).toHaveLength(MANY / 3 + 2);
  });

  it('has every row that free text finds, more than a list looks at', async () => {
    const { text } = await csv('/zones?q=zone-&sort=name');
    expect(text.trimEnd().split('\r\n')).toHaveLength(MANY + 1);
  });

  it('is JSON, an object a line, where that is asked for', async () => {
    const lines = await server.call('/zones?sort=name', { as: reader, headers: { accept: 'application/x-ndjson' } });
    expect(lines.headers.get('content-type')).toBe('application/x-ndjson');
    expect(lines.headers.get('content-disposition')).toContain('zones.jsonl');
    const rows = lines.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AnyObject);
    expect(rows).toHaveLength(MANY / 3 + 1);
    const page = await list('/zones?sort=name&limit=5', reader);
    expect(rows.slice(0, 5)).toEqual(page.items);
  });

  it('is given to one reader twice at once, and to others then too', async () => {
    const greedy = await server.token('viewer', null);
    const lock = await server.db.worker.connect();
    // With the table locked every export waits for its first row.
    await lock.query('BEGIN; LOCK TABLE zones IN ACCESS EXCLUSIVE MODE');
    const asked = [greedy, greedy, greedy, reader].map((as) => csv('/zones', as));
    const refused = await Promise.race(asked);
    await lock.query('COMMIT');
    lock.release();
    expect(refused).toMatchObject({ status: 429, body: { title: 'Too many exports at once' } });
    expect(refused.headers.get('retry-after')).toBe('10');
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 429]);
    expect(answers[3]!.status).toBe(200);
    expect((await csv('/zones', greedy)).status).toBe(200);
  });

  it('gives its connection back when its reader leaves', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const abort = new AbortController();
      const response = await fetch(`${server.url}/api/v1/zones`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, accept: 'text/csv' },
        signal: abort.signal,
      });
      await response.body!.getReader().read();
      abort.abort();
    }
    await expect.poll(async () => (await csv('/zones?limit=1&q=first')).status).toBe(200);
    await expect
      .poll(async () => {
        const text = await (await fetch(`${server.url}/metrics`)).text();
        return /database_connections\{state="busy"\} (\d+)/.exec(text)?.[1];
      })
      .toBe('0');
  });
});
