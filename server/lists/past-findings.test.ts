import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnyObject, ListPage } from '../../contract/api/list.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { testServer, type TestServer } from '../test-server.ts';

let server: TestServer;
let id: string;
const hour = (n: number) => `2026-11-01T${String(n).padStart(2, '0')}:00:00Z`;
beforeAll(async () => {
  server = await testServer();
  id = uuidv7();
  await server.db.worker.query(
    `INSERT INTO findings (id, rule, severity, state, title, reason, subject_kind, subject_id, subject_name, involved, since, opened_at, closed_at)
     VALUES ($1, 'test-rule', 'failing', 'closed', 'It fails', 'As seen', 'instances', $1, 'web-1', '[]', $2, $3, $4)`,
    [id, hour(1), hour(3), hour(5)],
  );
});
afterAll(() => server.stop());

const list = async (query: string) => (await server.call<ListPage<AnyObject>>(`/findings?${query}`)).body;
const then = async (n: number) => (await list(`at=${hour(n)}`)).items.map(({ state, closedAt }) => [state, closedAt]);

it('are listed as they stood at an instant', async () => {
  expect(await then(0)).toEqual([]);
  expect(await then(2)).toEqual([['pending', null]]);
  expect(await then(4)).toEqual([['open', null]]);
  expect(await then(6)).toEqual([['closed', hour(5)]]);
});

it('are filtered, ordered and counted by what they were then', async () => {
  expect(await list(`at=${hour(4)}&state=open&severity=failing&sort=-openedAt`)).toMatchObject({ total: 1 });
  expect(await list(`at=${hour(4)}&state=closed`)).toMatchObject({ total: 0 });
  expect(await list('state=open')).toMatchObject({ total: 0 });
  expect(await list(`at=${hour(4)}&q=fails`)).toMatchObject({ total: 1, items: [{ status: 'failing' }] });
});

it('are shown one by one as they were', async () => {
  const one = async (query: string) => (await server.call(`/findings/${id}${query}`)).body;
  expect(await one('')).toMatchObject({ state: 'closed', status: 'ok', closedAt: hour(5) });
  expect(await one(`?at=${hour(4)}`)).toMatchObject({ state: 'open', status: 'failing', closedAt: null });
  expect(await one(`?at=${hour(0)}`)).toMatchObject({ status: 404 });
});

it('no other kind of the panel takes an instant', async () => {
  expect((await server.call(`/clusters?at=${hour(4)}`)).status).toBe(400);
  expect((await server.call(`/sources?at=${hour(4)}`)).status).toBe(400);
});
