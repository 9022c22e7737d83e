import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnyObject, ListPage } from '../../contract/api/list.ts';
import { seedObjects, seedSource } from '../test-estate.ts';
import { testServer, type TestServer } from '../test-server.ts';

const GIB = 1024 ** 3;
let server: TestServer;
const list = (path: string) => server.call<ListPage<AnyObject> & { errors?: object }>(path);

beforeAll(async () => {
  server = await testServer();
  const source = await seedSource(server.db.worker, 'hosts', { kind: 'hosts', scope: 'hv1' });
  const [first] = await seedObjects(server.db.worker, source, [
    { kind: 'hosts', key: 'hv1', fields: { memory: 512 * GIB } },
    { kind: 'hosts', key: 'hv2', fields: { memory: 6000 * GIB } },
  ]);
  await server.db.worker.query(
    'INSERT INTO hosts_now (id, cpu_share, memory_used, measured_at) VALUES ($1, 0.1, 1e12, now())',
    [first],
  );
});
afterAll(() => server.stop());

it('measured values are numbers, or null where nothing was measured', async () => {
  const { body } = await list('/hosts');
  expect(body.items.map(({ cpuShare, memoryUsed }) => [cpuShare, memoryUsed])).toEqual([
    [0.1, 1e12],
    [null, null],
  ]);
  expect(body.items.map(({ measuredAt }) => measuredAt)).toEqual([expect.stringMatching(/^20.+Z$/), null]);
  const csv = await server.call('/hosts', { headers: { accept: 'text/csv' } });
  expect(csv.text).toContain(',0.1,1000000000000');
});

it('lists are neither narrowed nor sorted by them: they change while one reads', async () => {
  for (const query of ['cpuShare=0.1', 'cpuShare.gte=0', 'cpuShare.isnull=true', 'sort=cpuShare', 'q=cpuShare:>=0'])
    expect((await list(`/hosts?${query}`)).status, query).toBe(400);
});

it('sizes beyond 32 bits narrow and sort', async () => {
  const names = async (query: string) => (await list(`/hosts?${query}`)).body.items.map(({ name }) => name);
  expect(await names(`memory.gte=${1024 * GIB}`)).toEqual(['hv2']);
  expect(await names(`q=memory:<${1024 * GIB}`)).toEqual(['hv1']);
  expect(await names('sort=-memory')).toEqual(['hv2', 'hv1']);
});

it('the document of the API says that they are numbers', async () => {
  const { components } = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
    components: { schemas: Record<string, { properties: Record<string, unknown> }> };
  };
  expect(components.schemas['Host']!.properties['cpuShare']).toEqual({ type: ['number', 'null'] });
  expect(components.schemas['Samples']!.properties['points']).toMatchObject({
    type: 'array',
    items: {
      type: 'array',
      items: { type: ['number', 'null'] },
      prefixItems: [{ type: 'string', format: 'date-time' }],
    },
  });
});
