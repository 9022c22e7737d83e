import { expect, it } from 'vitest';
import { decideHeldChange } from '../../model/panel/held-changes.ts';
import { inTransaction } from '../../model/database.ts';
import { instance, recordSet, zone } from '../../sync/engine/scripted-system.ts';
import { elasticAddress } from './estate.ts';
import { scriptedWorld } from './scripted-world.ts';

const world = scriptedWorld();
const { pull, findings } = world;
const RULE = 'record-set-about-to-dangle';
const set = (name: string, contents: string[], type = 'A') => recordSet('a.example', name, contents, { type });
const machine = (n: number) => instance(`i-${n}`, { publicAddresses: [`192.0.2.${n}`] });
const told = async (state = 'open') => (await findings(state)).filter((line) => /dangl/.test(line));
const open = async () =>
  (
    await world.db.worker.query(`SELECT title, reason, involved FROM findings WHERE rule = $1 AND state = 'open'`, [
      RULE,
    ])
  ).rows;

const names = {
  zones: [zone('a.example')],
  record_sets: [
    set('one.a.example', ['192.0.2.1']),
    set('both.a.example', ['192.0.2.1', '192.0.2.2']),
    set('go.a.example', ['one.a.example'], 'CNAME'),
  ],
};

it('a record set is told of before what it points at goes, and dangles after', async () => {
  await pull({ instances: [machine(1), machine(2)], ...names });
  expect(await told()).toEqual([]);
  await pull({ instances: [machine(2)] });
  expect(await told()).toEqual([`${RULE} one.a.example A`]);
  expect(await open()).toMatchObject([
    {
      title: 'one.a.example A is about to point at nothing of ours',
      reason: 'i-1 was missing from the last listing',
      involved: [{ kind: 'instances', name: 'i-1', part: 'pointed at' }],
    },
  ]);
  await pull({ instances: [machine(2)] });
  // Now it has happened: half of the other one too, and the name that leads to the first still has that.
  expect(await told()).toEqual(['record-set-dangling both.a.example A', 'record-set-dangling one.a.example A']);
});

it('what was missing and is listed again closes it', async () => {
  await pull({ instances: [machine(1), machine(2)], ...names });
  await pull({ instances: [machine(2)] });
  expect(await told()).toHaveLength(1);
  await pull({ instances: [machine(1), machine(2)] });
  expect(await told()).toEqual([]);
  expect(await told('closed')).toEqual([`${RULE} one.a.example A`]);
});

it('an address that is kept by itself is still something', async () => {
  await pull({ instances: [machine(1)], addresses: [elasticAddress('eip', '192.0.2.1', 'i-1')], ...names });
  await pull({ instances: [] });
  expect(await told()).toEqual([]);
});

it('what is held for a person is told until they have decided', async () => {
  const many = Array.from({ length: 12 }, (_, n) => machine(n + 1));
  await pull({ instances: many, ...names });
  for (let listing = 0; listing < 2; listing += 1) await pull({ instances: many.slice(6) });
  expect(await told()).toEqual([`${RULE} both.a.example A`, `${RULE} one.a.example A`]);
  expect((await open()).map(({ reason }) => reason).toSorted()).toEqual([
    'i-1 is in a held change',
    'i-1 is in a held change; i-2 is in a held change',
  ]);
  const { rows } = await world.db.worker.query<{ id: string }>(`SELECT id FROM held_changes WHERE state = 'open'`);
  await inTransaction(world.db.worker, (client) => decideHeldChange(client, rows[0]!.id, 'keep', { name: 'ana' }));
  expect(await told()).toEqual([]);
});

it('names that lead to record sets of a zone whose going is held are told with it', async () => {
  const kept = [
    zone('b.example'),
    recordSet('b.example', 'go.b.example', ['one.a.example'], { type: 'CNAME' }),
  ] as const;
  await pull({
    instances: [machine(1)],
    zones: [zone('a.example'), kept[0]],
    record_sets: [set('one.a.example', ['192.0.2.1']), kept[1]],
  });
  for (let listing = 0; listing < 2; listing += 1) await pull({ zones: [kept[0]] });
  expect(await told()).toEqual([`${RULE} go.b.example CNAME`]);
});
