import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReplicaSet, startReplicaSet } from '../../../lab/postgres/replica-set.ts';
import { checkWith, pullAll, PullRecord, withTools } from '../conformance/pull-all.ts';
import type { Measurement, Measures, Row } from '../system.ts';
import { postgres } from './postgres.ts';

/** A primary, a replica that follows it, and one that follows the replica. */
let set: ReplicaSet;
beforeAll(async () => {
  set = await startReplicaSet({ replicas: 2, databases: ['shop'] });
  await set.follow(2, 1);
});
afterAll(() => set?.stop());

const source = () => ({
  id: '0192f000-0000-7000-8000-000000000014',
  name: 'postgres-test',
  settings: { group: 'test', servers: set.servers(), user: set.reader.user, encryption: 'none' },
  secrets: { password: set.reader.password },
});
const measure = () =>
  withTools({}, new PullRecord(), async (tools) => {
    const said: Measurement[] = [];
    for await (const one of postgres.measure!(source(), tools)) said.push(one);
    return said;
  });
const measures = (said: Measurement[], key: string) =>
  said.flatMap((one) => (one.type === 'measures' ? (one.rows as Measures[]).filter((row) => row.key === key) : []))[0];

it('a replica of a replica is one, names whom it follows, and lags behind the primary', async () => {
  const [first, second, third] = set.servers();
  const record = await pullAll(postgres, source());
  expect(record.troubles()).toEqual([]);
  const servers = record.rows('database_servers') as Row<'database_servers'>[];
  const of = (key?: string) => servers.find((one) => one.key === key);
  expect(of(first)).toMatchObject({ role: 'primary', upstream: null, replicas: [{ name: 'db2' }] });
  expect(of(second)).toMatchObject({ role: 'replica', upstream: first, replicas: [{ name: 'db3' }] });
  expect(of(third)).toMatchObject({ role: 'replica', upstream: second, replicas: [] });
  expect((record.rows('databases') as Row<'databases'>[]).every(({ serverKey }) => serverKey === first)).toBe(true);

  // What stands still between them is behind for whoever follows.
  await set.pauseReplay(2);
  await set.run(0, 'CREATE TABLE written AS SELECT generate_series(1, 10000) AS n');
  const said = await measure();
  expect(measures(said, third!)).toMatchObject({ lagBytes: expect.any(Number) });
  expect((measures(said, third!) as Measures<'database_servers'>).lagBytes).toBeGreaterThan(100_000);
  await set.resumeReplay(2);
});

it('a reader that is no longer a member of pg_monitor measures nothing, where others would only seem to be gone', async () => {
  const [first] = set.servers();
  const client = new pg.Client({ connectionString: set.members[0]!.ownerUrl('shop') });
  await client.connect();
  const before = measures(await measure(), first!) as Measures<'database_servers'>;
  expect(before.connections).toBeGreaterThan(0);
  await set.run(0, `REVOKE pg_monitor FROM ${set.reader.user}`);
  const said = await measure();
  await client.end();
  expect(measures(said, first!)).toBeUndefined();
  expect(said.find((one) => one.type === 'failed' && one.part === first)).toMatchObject({
    error: { type: 'auth', needs: 'pg_monitor' },
  });
  const record = await pullAll(postgres, source());
  expect(record.end({ kind: 'database_servers', scope: first! })).toMatchObject({ complete: false, error: { needs: 'pg_monitor' } }); // prettier-ignore
  expect((await checkWith(postgres, source())).items.at(-1)).toMatchObject({ ability: 'pg_monitor', ok: false });
});
