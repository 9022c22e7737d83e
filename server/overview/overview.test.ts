import { afterAll, beforeAll, expect, it } from 'vitest';
import { overview, type Overview } from '../../contract/api/overview.ts';
import { changeObject, seedFinding, seedObjects, seedSource } from '../test-estate.ts';
import { testServer, type TestServer } from '../test-server.ts';

let server: TestServer;
let red: string;
let ofRed: string;
let at: string;
let then: Overview;
let thenOfRed: Overview;

const get = async (query: string, as?: string) => {
  const { status, body } = await server.call<Overview>(`/overview?${query}`, { as });
  expect(status).toBe(200);
  return overview.parse(body);
};
const count = ({ counts }: Overview, kind: string) => counts.find((one) => one.kind === kind)!.count;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

beforeAll(async () => {
  server = await testServer();
  red = await server.cluster('red');
  ofRed = await server.token('viewer', [red]);
  const { worker } = server.db;
  const source = await seedSource(worker, 'aws-test');
  const event = {
    name: 'retirement of i-1',
    code: 'instance-retirement',
    state: 'scheduled',
    instanceKey: 'i-1',
    notBefore: inDays(3),
    notAfter: inDays(3.1),
  };
  const [web, other, record, work] = (await seedObjects(worker, source, [
    { kind: 'instances', key: 'i-1', clusterId: red, fields: { name: 'web-1', publicAddresses: ['192.0.2.1'] } },
    { kind: 'instances', key: 'i-2', fields: { name: 'other' } },
    { kind: 'record_sets', key: 'r-1', clusterId: red, fields: { name: 'www', type: 'A', contents: ['192.0.2.1'] } },
    { kind: 'maintenance_events', key: 'e-1', clusterId: red, fields: event },
  ])) as [string, string, string, string];
  const finding = await seedFinding(worker, {
    subjectKind: 'instances',
    subjectId: web,
    clusterId: red,
    severity: 'failing',
  });
  then = await get('');
  thenOfRed = await get('', ofRed);
  at = (await worker.query<{ at: string }>('SELECT clock_timestamp() AS at')).rows[0]!.at;

  // Everything that the page shows becomes another.
  await changeObject(worker, 'instances', other, 'gone_at = n.version_at', 'g');
  await changeObject(worker, 'record_sets', record, `contents = '{192.0.2.9}'`);
  await changeObject(worker, 'maintenance_events', work, `state = 'completed'`);
  await worker.query(`UPDATE findings SET state = 'closed', closed_at = clock_timestamp() WHERE id = $1`, [finding]);
  await seedFinding(worker, { subjectKind: 'instances', subjectId: other, clusterId: null, severity: 'attention' });
  await seedObjects(worker, source, [{ kind: 'zones', key: 'z-1', clusterId: red, fields: { name: 'example.org' } }]);
});
afterAll(() => server.stop());

it('shows the present', async () => {
  expect(then).toMatchObject({
    findings: { failing: 1, attention: 0 },
    maintenance: [{ instance: { name: 'web-1' }, touches: 1 }],
    sources: [{ name: 'aws-test' }],
  });
  await expect.poll(async () => count(await get(''), 'zones'), { timeout: 10_000 }).toBe(1);
  const now = await get('');
  expect([count(now, 'instances'), now.maintenance, now.findings]).toEqual([
    1,
    [],
    expect.objectContaining({ failing: 0, attention: 1 }),
  ]);
});

it('shows what it showed at an instant, to each reader what theirs was', async () => {
  const past = await get(`at=${at}`);
  expect(count(past, 'instances')).toBe(2);
  expect(count(past, 'zones')).toBe(0);
  expect(Date.parse(past.at)).toBe(Date.parse(at));
  for (const part of ['counts', 'findings', 'maintenance', 'changes'] as const) {
    expect(past[part]).toEqual(then[part]);
    expect((await get(`at=${at}`, ofRed))[part]).toEqual(thenOfRed[part]);
    expect((await get(`at=${at}&clusterId=${red}`))[part]).toEqual(thenOfRed[part]);
  }
});

it('leaves sources out of the past, which have none', async () => {
  expect((await get(`at=${at}`)).sources).toEqual([]);
});

it('knows nothing of before there was anything', async () => {
  const before = await get('at=2020-01-01T00:00:00Z');
  expect(before).toMatchObject({ findings: { failing: 0, attention: 0, note: 0 }, maintenance: [], changes: [] });
  expect(before.counts.every((one) => one.count === 0)).toBe(true);
  expect((await server.call('/overview?at=yesterday')).status).toBe(400);
});

it('counts anew as soon as it hears of a change', async () => {
  const instances = async () => count(await get(''), 'instances');
  const known = await instances();
  const source = await seedSource(server.db.worker, 'aws-late');
  await seedObjects(server.db.worker, source, [{ kind: 'instances', key: 'i-late', fields: { name: 'late' } }]);
  await server.db.worker.query(`SELECT pg_notify('changes', gen_random_uuid()::text)`);
  // Well before a count is too old to be kept.
  await expect.poll(instances, { timeout: 2000 }).toBe(known + 1);
});
