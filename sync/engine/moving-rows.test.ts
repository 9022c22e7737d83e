import { describe, expect, it } from 'vitest';
import type { Page, Pulled, Row } from '../systems/system.ts';
import { releaseHeld } from './release-held.ts';
import { host, virtualMachine } from './scripted-machines.ts';
import { scriptedModel } from './scripted-model.ts';
import { account, end, page } from './scripted-system.ts';

/** A machine is defined on one host or on several; it is where it runs. */
const model = scriptedModel();

const running = (hostKey: string, ...keys: string[]): Page =>
  page(
    'virtual_machines',
    hostKey,
    keys.map((key) => virtualMachine(key, hostKey)),
  );
const shutOff = (hostKey: string, ...keys: string[]): Page => ({
  ...page(
    'virtual_machines',
    hostKey,
    keys.map((key) => virtualMachine(key, hostKey, { state: 'shut-off' })),
  ),
  ifFree: true,
});
/** Hosts with what each lists of its machines. */
const pull = (listed: Record<string, Page[]>) => {
  const items: Pulled[] = [account(), { type: 'scopes', kinds: ['hosts'], scopes: Object.keys(listed) }];
  for (const [key, pages] of Object.entries(listed))
    items.push(
      page('hosts', key, [host(key) as Row]),
      end('hosts', key),
      ...pages,
      end('virtual_machines', key, { complete: true }),
    );
  return model.pull(items);
};
const machines = async () =>
  (
    await model.db.worker.query(
      `SELECT key, id, state, host_key, (SELECT count(*) FROM virtual_machines_history h WHERE h.id = v.id) AS past
         FROM virtual_machines v WHERE gone_at IS NULL ORDER BY key`,
    )
  ).rows;

describe('a machine that is defined on two hosts', () => {
  it('is where it runs, whichever host is listed first, and does not flap', async () => {
    const estate = { a: [shutOff('a', 'm1')], b: [running('b', 'm1')] };
    await pull(estate);
    const first = await machines();
    expect(first).toMatchObject([{ key: 'm1', state: 'running', host_key: 'b' }]);
    for (const order of [estate, { b: estate.b, a: estate.a }, estate]) {
      const { outcomes } = await pull(order);
      expect(outcomes.filter((one) => one.updated + one.created + one.gone > 0)).toEqual([]);
    }
    expect(await machines()).toEqual(first);
  });

  it('moves with its id and its history when it runs on the other one', async () => {
    await pull({ a: [running('a', 'm1')], b: [] });
    const [before] = await machines();
    await pull({ a: [shutOff('a', 'm1')], b: [running('b', 'm1')] });
    const [after] = await machines();
    // Running on a, shut off on a (its listing came first), running on b.
    expect(after).toMatchObject({ id: before.id, host_key: 'b', past: 2 });
    await pull({ a: [shutOff('a', 'm1')], b: [running('b', 'm1')] });
    expect(await machines()).toEqual([after]);
  });

  it('stays where it ran last when it is shut off on both', async () => {
    await pull({ a: [shutOff('a', 'm1')], b: [running('b', 'm1')] });
    for (let times = 0; times < 3; times += 1) await pull({ a: [shutOff('a', 'm1')], b: [shutOff('b', 'm1')] });
    expect(await machines()).toMatchObject([{ host_key: 'b', state: 'shut-off', past: 2 }]);
  });

  it('is taken for the other one’s once the host that ran it no longer has it', async () => {
    await pull({ a: [shutOff('a', 'm1')], b: [running('b', 'm1')] });
    const [before] = await machines();
    for (let times = 0; times < 4; times += 1) await pull({ a: [shutOff('a', 'm1', 'm2')], b: [running('b', 'm3')] });
    expect((await machines())[0]).toMatchObject({ id: before.id, host_key: 'a', state: 'shut-off' });
  });

  it('is not thought shut off while the host that runs it cannot be reached', async () => {
    await pull({ a: [shutOff('a', 'm1')], b: [running('b', 'm1')] });
    const before = await machines();
    await model.pull([
      account(),
      shutOff('a', 'm1'),
      end('virtual_machines', 'a'),
      end('virtual_machines', 'b', { complete: false, error: new Error('no answer') }),
    ]);
    expect(await machines()).toEqual(before);
  });

  it('counts for the host that has it alone, so that the other one’s listing is still compared with its own rows', async () => {
    await pull({ a: [running('a', 'm1', 'm2')], b: [running('b', 'm3')] });
    // m2 is absent for the first and the second time, and m3's copy must not make up for it in the count.
    for (let times = 0; times < 2; times += 1)
      await pull({ a: [running('a', 'm1'), shutOff('a', 'm3')], b: [running('b', 'm3')] });
    expect((await machines()).map(({ key, host_key }) => `${key} ${host_key}`)).toEqual(['m1 a', 'm3 b']);
  });
});

describe('a host that is taken out of the list', () => {
  it('is one decision, and takes its machines along', async () => {
    await pull({ a: [running('a', 'm1', 'm2')], b: [running('b', 'm3')] });
    await pull({ b: [running('b', 'm3')] });
    const held = await model.db.worker.query(`SELECT id, kind, scope FROM held_changes WHERE state = 'open'`);
    expect(held.rows).toMatchObject([{ kind: 'hosts', scope: 'a' }]);
    expect(await machines()).toHaveLength(3);
    const { id } = held.rows[0];
    await model.db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [id]);
    expect(await releaseHeld(model.db.worker, id)).toMatchObject({ gone: 3 });
    expect((await machines()).map(({ key }) => key)).toEqual(['m3']);
  });

  it('stays with all its machines when it is back before the decision', async () => {
    const both = { a: [running('a', 'm1')], b: [running('b', 'm3')] };
    await pull(both);
    await pull({ b: both.b });
    const { rows } = await model.db.worker.query(
      `UPDATE held_changes SET state = 'released' WHERE state = 'open' RETURNING id`,
    );
    await pull(both);
    expect(await releaseHeld(model.db.worker, rows[0].id)).toMatchObject({ gone: 0 });
    expect(await machines()).toHaveLength(2);
  });
});
