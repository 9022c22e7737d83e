import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { account, end, makeSource, page, pullScript, recordSet } from '../../sync/engine/scripted-system.ts';
import type { Told } from '../../sync/systems/system.ts';
import { PlanHearing } from './plan-hearing.ts';

const ZONES = ['a.example', 'b.example', 'c.example', 'd.example'];
const set = (zone: string, value: string) => recordSet(zone, `www.${zone}`, [value]);

let db: TestDatabase;
let from: Parameters<PlanHearing['take']>[0];
beforeAll(async () => {
  db = await testDatabase();
  const source = await makeSource(db.worker, 'dns', 'cloudflare');
  const listed = ZONES.flatMap((zone) => [
    page('record_sets', zone, [set(zone, '192.0.2.1')]),
    end('record_sets', zone),
  ]);
  expect(await pullScript(db.worker, source, [account(), ...listed])).toMatchObject({ state: 'complete' });
  const { rows } = await db.worker.query<{ realm: string }>('SELECT DISTINCT realm FROM record_sets');
  from = { source: { ...source, settings: {}, secrets: {} }, realm: rows[0]!.realm };
});
afterAll(() => db.drop());

const seen = (zone: string, value: string): Told[] => [
  { ...page('record_sets', zone, [set(zone, value)]), observedAt: new Date() } as Told,
];
const inModel = async () =>
  Object.fromEntries(
    (
      await db.worker.query<{ zone: string; value: string }>('SELECT zone, contents[1] AS value FROM record_sets')
    ).rows.map(({ zone, value }) => [zone[0], value]),
  );

it('takes in together what comes while it is busy, each zone as it was seen last, and tells it as one run', async () => {
  const hearing = new PlanHearing(db.worker, 'ana');
  await Promise.all([
    ...ZONES.map((zone) => hearing.take(from, seen(zone, '192.0.2.2'))),
    hearing.take(from, seen('d.example', '192.0.2.3')),
  ]);
  expect(await inModel()).toEqual({ a: '192.0.2.2', b: '192.0.2.2', c: '192.0.2.2', d: '192.0.2.3' });
  await hearing.close();
  const { rows } = await db.worker.query(
    `SELECT r.state, r.updated, (SELECT count(DISTINCT at)::int FROM run_changes c WHERE c.run_id = r.id) AS together
       FROM sync_runs r WHERE r.trigger = 'plan'`,
  );
  // The first alone, the other three while it was busy, and then the zone that was seen twice.
  expect(rows).toEqual([{ state: 'complete', updated: 5, together: 3 }]);
});

it('keeps none back for one that cannot be written', async () => {
  const hearing = new PlanHearing(db.worker, 'ana');
  const broken = { ...set('c.example', '192.0.2.4'), ttl: 'many' as never };
  const results = await Promise.allSettled([
    hearing.take(from, seen('a.example', '192.0.2.4')),
    hearing.take(from, seen('b.example', '192.0.2.4')),
    hearing.take(from, [{ ...page('record_sets', 'c.example', [broken]), observedAt: new Date() } as Told]),
    hearing.take(from, seen('d.example', '192.0.2.4')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(await inModel()).toEqual({ a: '192.0.2.4', b: '192.0.2.4', c: '192.0.2.2', d: '192.0.2.4' });
  await hearing.close();
});
