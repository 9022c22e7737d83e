import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { account, end, instance, page, pullScript, recordSet } from '../../sync/engine/scripted-system.ts';
import type { Pulled } from '../../sync/systems/system.ts';
import { loadBalancer, targetGroup } from './estate.ts';
import { poolThatCounts } from './rows-worked.ts';
import { scriptedWorld } from './scripted-world.ts';

/** Thousands of names of one balancer, of one parking page: what a change costs grows with the objects, and not with their pairs. */
const MANY = 3000;
/** Rows that a statement may take into the hand for each object; every pair would be as many as there are objects. */
const MOST_AN_OBJECT = 100;

const world = scriptedWorld();
let counting: ReturnType<typeof poolThatCounts>;
beforeAll(() => {
  counting = poolThatCounts(world.db.workerUrl);
});
beforeEach(() => counting.worked.splice(0));
afterAll(() => counting.pool.end());

const named = (address: string, n: number) => recordSet('a.example', `n${n}.a.example`, [address]);
function pull(items: Pulled[]) {
  return pullScript(counting.pool, world.source, [account(), ...items]);
}
const records = (address: (n: number) => string, count = MANY): Pulled[] => [
  page(
    'record_sets',
    'a.example',
    Array.from({ length: count }, (_, n) => named(address(n), n)),
  ),
  end('record_sets', 'a.example'),
];
const machine = (address: string): Pulled[] => [
  page('instances', 'eu', [instance('i-web', { publicAddresses: [address] })]),
  end('instances', 'eu'),
];
function expectLinear() {
  expect(counting.worked.some(({ rows }) => rows > MANY)).toBe(true);
  const most = counting.worked.toSorted((a, b) => b.rows - a.rows)[0]!;
  expect(most.rows, most.statement).toBeLessThan(MOST_AN_OBJECT * MANY);
}

it.each([
  ['nothing has', '198.51.100.1', 0],
  ['one machine has', '192.0.2.1', MANY],
])('that %s, when they all come', async (_, address, links) => {
  await world.pull({ instances: [instance('i-web', { publicAddresses: ['192.0.2.1'] })] });
  await pull(records(() => address));
  expect(await world.links()).toHaveLength(links);
  expectLinear();
});

it('when some change', async () => {
  await pull([...machine('192.0.2.1'), ...records(() => '192.0.2.1')]);
  counting.worked.splice(0);
  await pull(records((n) => (n % 50 ? '192.0.2.1' : '192.0.2.2')));
  expect(await world.links()).toHaveLength(MANY - MANY / 50);
  expectLinear();
});

it('when what they lead to changes', async () => {
  await pull([...machine('192.0.2.9'), ...records(() => '192.0.2.1')]);
  counting.worked.splice(0);
  await pull(machine('192.0.2.1'));
  expect(await world.links()).toHaveLength(MANY);
  expectLinear();
});

it('when they stand for a load balancer, and some change', async () => {
  const machines = { 'i-1': '192.0.2.1', 'i-2': '192.0.2.2' };
  await world.pull({
    instances: Object.entries(machines).map(([key, address]) => instance(key, { publicAddresses: [address] })),
    load_balancers: [loadBalancer('lb')],
    target_groups: [targetGroup('group', 'lb', { 'i-1': 'healthy', 'i-2': 'healthy' })],
  });
  const sets = (changed: number) =>
    Array.from({ length: MANY }, (_, n) =>
      recordSet('a.example', `n${n}.a.example`, n < changed ? ['192.0.2.1', '192.0.2.9'] : Object.values(machines)),
    );
  const pullSets = (changed: number) =>
    pull([page('record_sets', 'a.example', sets(changed)), end('record_sets', 'a.example')]);
  await pullSets(0);
  counting.worked.splice(0);
  await pullSets(MANY / 50);
  const { rows } = await world.db.worker.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM findings WHERE rule = 'record-set-off-target' AND state <> 'closed'`,
  );
  expect(rows[0]!.count).toBe(MANY / 50);
  expectLinear();
});

it('when another one changes', async () => {
  const mostly = (other: string) => records((n) => (n === 7 ? other : '192.0.2.1'));
  await pull([...machine('192.0.2.1'), ...mostly('192.0.2.2')]);
  counting.worked.splice(0);
  await pull(mostly('192.0.2.3'));
  expectLinear();
});
