import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { samples, type Samples } from '../../contract/api/samples.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import { thinSamples } from '../../model/schema/samples.ts';
import { seedObjects, seedSource } from '../test-estate.ts';
import { testServer, type TestServer } from '../test-server.ts';

let server: TestServer;
let host: string;
let foreign: string;
let ofRed: string;

beforeAll(async () => {
  server = await testServer();
  const [red, blue] = [await server.cluster('red'), await server.cluster('blue')];
  ofRed = await server.token('viewer', [red]);
  const source = await seedSource(server.db.worker, 'hosts', { kind: 'hosts', scope: 'hv1' });
  [host, foreign] = (await seedObjects(server.db.worker, source, [
    { kind: 'hosts', key: 'hv1', clusterId: red },
    { kind: 'hosts', key: 'hv2', clusterId: blue },
  ])) as [string, string];
  // Before its first sight an object is not there to be asked about.
  await server.db.worker.query(`UPDATE hosts SET valid_from = now() - interval '3 days'`);
});
afterAll(() => server.stop());
beforeEach(() => server.db.worker.query('DELETE FROM hosts_samples'));

/** Samples every 30 s that say how many minutes ago they were taken. */
const measure = (from: string, to: string, id = host) =>
  server.db.worker.query(
    `INSERT INTO hosts_samples (id, at, cpu_share, memory_used)
     SELECT $1, at, extract(epoch FROM now() - at) / 60, NULL
       FROM generate_series(now() - $2::interval, now() - $3::interval, '30 seconds') at`,
    [id, from, to],
  );

async function read(query = '', as?: string): Promise<Samples> {
  const { status, body, text } = await server.call(`/hosts/${host}/samples${query}`, { as });
  expect(status, text).toBe(200);
  return samples.parse(body);
}

const values = ({ points }: Samples) => points.map(([, cpu]) => cpu);

describe('samples of an hour', () => {
  it('are those of the last hour alone, with what they are of', async () => {
    await measure('3 hours', '0');
    const found = await read();
    expect(found.step).toBe(30);
    expect(found.fields).toEqual([
      { name: 'cpuShare', label: 'CPU', unit: 'share' },
      { name: 'memoryUsed', label: 'Memory used', unit: 'bytes' },
    ]);
    expect(found.points.length).toBeGreaterThanOrEqual(118);
    expect(found.points.length).toBeLessThanOrEqual(121);
    for (const [at, cpu, memory] of found.points) {
      expect(at >= found.from && at <= found.to).toBe(true);
      expect(cpu).toEqual(expect.any(Number));
      expect(memory).toBeNull();
    }
    expect(Date.parse(found.to) - Date.parse(found.from)).toBe(3_600_000);
  });

  it('have a gap where nothing was measured', async () => {
    await measure('50 minutes', '40 minutes');
    await measure('20 minutes', '10 minutes');
    const gaps = values(await read()).flatMap((value, n) => (value === null ? [n] : []));
    expect(gaps).toEqual([21]);
  });

  it('are averages where whole samples are kept no more', async () => {
    await measure('6 hours', '0');
    for (const statement of thinSamples(kindNamed('hosts'))) await server.db.worker.query(statement);
    const at = new Date(Date.now() - 4 * 3_600_000).toISOString();
    const found = await read(`?span=hour&at=${at}`);
    expect(found.step).toBe(300);
    expect(found.points.length).toBeGreaterThanOrEqual(11);
    expect(found.points.length).toBeLessThanOrEqual(13);
    expect(values(found)).not.toContain(null);
    expect(Date.parse(found.to)).toBe(Date.parse(at));
  });
});

describe('samples of a day', () => {
  it('are the same averages before and after they were thinned', async () => {
    await measure('24 hours', '0');
    const before = await read('?span=day');
    for (const statement of thinSamples(kindNamed('hosts'))) await server.db.worker.query(statement);
    const { rows } = await server.db.worker.query<{ whole: number; averages: number }>(
      'SELECT count(*) FILTER (WHERE NOT averaged)::int AS whole, count(*) FILTER (WHERE averaged)::int AS averages FROM hosts_samples',
    );
    expect(rows[0]!.averages).toBeGreaterThan(250);
    expect(rows[0]!.whole).toBeLessThan(260);
    const after = await read('?span=day');
    expect(after.step).toBe(300);
    const known = new Map(after.points.map(([at, cpu]) => [at, cpu]));
    // The window has moved on by a moment: its first and last step may differ.
    for (const [at, cpu] of before.points.slice(1, -1)) expect(known.get(at)).toBeCloseTo(cpu!, 6);
    expect(before.points.length).toBeGreaterThanOrEqual(287);
  });

  it('are even, with nothing where nothing was measured', async () => {
    await measure('10 hours', '9 hours');
    await measure('1 hour', '0');
    const found = await read('?span=day');
    const times = found.points.map(([at]) => Date.parse(at));
    for (let n = 1; n < times.length; n++) expect(times[n]! - times[n - 1]!).toBe(300_000);
    expect(values(found).filter((value) => value !== null).length).toBeLessThanOrEqual(28);
    expect(values(found)).toContain(null);
  });
});

it('ends where it is asked to, and is empty beyond what is kept', async () => {
  await measure('24 hours', '0');
  const at = new Date(Date.now() - 1_800_000).toISOString();
  const found = await read(`?at=${at}`);
  expect(found.points.at(-1)![0] <= at).toBe(true);
  expect((await read(`?span=day&at=${new Date(Date.now() - 2 * 86_400_000).toISOString()}`)).points).toEqual([]);
});

it('shows where the object does', async () => {
  await measure('10 minutes', '0');
  await measure('10 minutes', '0', foreign);
  expect(values(await read('', ofRed)).length).toBeGreaterThan(15);
  expect((await server.call(`/hosts/${foreign}/samples`)).status).toBe(200);
  expect((await server.call(`/hosts/${foreign}/samples`, { as: ofRed })).status).toBe(404);
  expect((await server.call(`/networks/${host}/samples`)).status).toBe(404);
});

it('refuses what it does not know', async () => {
  const { status, body } = await server.call<{ errors: Record<string, string> }>(`/hosts/${host}/samples?span=week`);
  expect(status).toBe(400);
  expect(Object.keys(body.errors)).toEqual(['span']);
});
