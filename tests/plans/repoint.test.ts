import { describe, expect, it } from 'vitest';
import { virtualMachine } from '../../sync/engine/scripted-machines.ts';
import { instance, recordSet, zone } from '../../sync/engine/scripted-system.ts';
import type { Row } from '../../sync/systems/system.ts';
import { elasticAddress, loadBalancer, targetGroup } from '../model/estate.ts';
import { planWorld, told } from './plan-world.ts';

const world = planWorld();
const { id, plan, refusal } = world;
const repoint = async (params: Record<string, unknown>, as?: string) => told(await plan('dns.repoint', params, as));

const old = instance('i-old', {
  name: 'web-1',
  publicAddresses: ['192.0.2.1'],
  privateAddresses: ['10.0.0.1'],
  ipv6Addresses: ['2001:db8::1'],
  tags: { Role: 'web' },
});
const other = (key: string, n: number, more: Partial<Row<'instances'>> = {}) =>
  instance(key, {
    publicAddresses: [`198.51.100.${n}`],
    privateAddresses: [`10.0.1.${n}`],
    ipv6Addresses: [`2001:db8::f${n}`],
    ...more,
  });
const names = [
  recordSet('a.example', 'www.a.example', ['192.0.2.1', '203.0.113.5']),
  recordSet('a.example', 'www.a.example', ['2001:db8::1'], { type: 'AAAA' }),
  recordSet('a.example', 'inside.a.example', ['10.0.0.1']),
  recordSet('a.example', 'far.a.example', ['203.0.113.9']),
];

/** The old machine with its names, then what came after it: the old one goes where it is not among these. */
async function replaced(after: Row<'instances'>[], sets = names) {
  await world.cluster('eu', [{ region: 'eu' }, { zone: '*.example' }]);
  const balanced = { load_balancers: [loadBalancer('router')] };
  await world.pull({
    instances: [old],
    ...balanced,
    target_groups: [targetGroup('tg', 'router', { 'i-old': 'healthy' })],
  });
  await world.pullInto(await world.dns('pdns', 'powerdns', 'write-all'), {
    zones: [zone('a.example')],
    record_sets: sets,
  });
  const targets = Object.fromEntries(after.map(({ key }) => [key, 'healthy' as const]));
  for (let listing = 0; listing < 2; listing += 1)
    await world.pull({ instances: after, ...balanced, target_groups: [targetGroup('tg', 'router', targets)] });
  return { fromId: await id('instances', 'i-old') };
}

describe('a machine that was replaced', () => {
  it('gives its names to the one that looks most like it, each address to its like', async () => {
    const params = await replaced([
      other('i-new', 1, { name: 'web-1' }),
      other('i-group', 2),
      other('i-role', 3, { tags: { Role: 'web' } }),
      // Neither runs, nor looks like it.
      other('i-stopped', 4, { name: 'web-1', state: 'stopped' }),
    ]);
    expect(told(await plan('dns.repoint', params))).toEqual({
      title: 'Repoint 3 record sets from web-1 to web-1',
      button: 'Repoint 3 record sets',
      steps: ['dns.write-record-sets powerdns a.example'],
      changes: [
        'inside.a.example A: values 10.0.0.1 → 10.0.1.1',
        'www.a.example A: values 192.0.2.1, 203.0.113.5 → 203.0.113.5, 198.51.100.1',
        'www.a.example AAAA: values 2001:db8::1 → 2001:db8::f1',
      ],
      candidates: [
        '✓ inside.a.example A: 10.0.0.1 → 10.0.1.1',
        '✓ www.a.example A: 192.0.2.1, 203.0.113.5 → 203.0.113.5, 198.51.100.1',
        '✓ www.a.example AAAA: 2001:db8::1 → 2001:db8::f1',
      ],
      checks: ['target-there passed', 'zone-share passed', 'one-cluster passed'],
      probes: [],
      warnings: [],
      offers: [
        'before dns.repoint: Move to i-role instead (the same target group, the same role)',
        'before dns.repoint: Move to i-group instead (the same target group)',
      ],
      objects: ['instances web-1', 'instances web-1'],
    });
    expect(await world.digest('dns.repoint', params)).toBe(await world.digest('dns.repoint', params));
  });

  it.each([
    ['in the same target group', {}, 'i-new'],
    ['with the same role', { tags: { role: 'web' } }, 'i-new'],
  ])('is followed by one %s', async (_, more, expected) => {
    const params = await replaced([other('i-new', 1, more)]);
    // The one of the same role is in no target group of the old one.
    if ('tags' in more) {
      await world.db.worker.query(`DELETE FROM links_history; DELETE FROM links WHERE rule = 'target-group-instance'`);
    }
    expect((await repoint(params)).title).toBe(`Repoint 3 record sets from web-1 to ${expected}`);
  });

  it('is not guessed at: nothing like it, and somebody has to choose', async () => {
    const params = await replaced([]);
    await world.pull({ instances: [other('i-any', 7, { name: 'db-1' })] });
    expect(await refusal('dns.repoint', params)).toEqual({
      status: 400,
      says: 'params.toId: nothing looks like what replaced web-1: choose one',
    });
    const chosen = { ...params, toId: await id('instances', 'i-any') };
    expect((await repoint(chosen)).title).toBe('Repoint 3 record sets from web-1 to db-1');
    // Of another cluster is no replacement, be it of the same name.
    await world.pull({ instances: [other('i-far', 8, { name: 'web-1', region: 'us' })] });
    expect(await refusal('dns.repoint', params)).toMatchObject({ status: 400 });
  });

  it('leaves its names where they are when somebody else has its address now', async () => {
    const params = await replaced([
      other('i-new', 1, { name: 'web-1' }),
      instance('i-taker', { name: 'taker', publicAddresses: ['192.0.2.1'] }),
    ]);
    const { candidates, warnings } = await repoint(params);
    expect(candidates.map((line) => line.split(':')[0])).toEqual(['✓ inside.a.example A', '✓ www.a.example AAAA']);
    expect(warnings).toEqual(['192.0.2.1 is taker’s now: record sets that hold it are left as they are [taker]']);
  });

  it('has nothing to move where its address came along', async () => {
    const params = await replaced([
      other('i-new', 1, { name: 'web-1', publicAddresses: ['192.0.2.1'], privateAddresses: [], ipv6Addresses: [] }),
    ]);
    const { candidates, checks, warnings } = await repoint(params);
    expect(candidates).toEqual([
      '– inside.a.example A: 10.0.0.1 (web-1 has no private address)',
      '– www.a.example A: 192.0.2.1, 203.0.113.5 (it points there already)',
      '– www.a.example AAAA: 2001:db8::1 (web-1 has no IPv6 address)',
    ]);
    expect(checks).toContain('something-to-do failed: none of it can or has to be changed');
    expect(warnings).toEqual([]);
  });

  it('moves what was chosen, to the addresses that were chosen, which are looked at first', async () => {
    const params = await replaced([other('i-new', 1, { name: 'web-1' })]);
    const exclude = [await id('record_sets', 'inside.a.example')];
    const draft = await repoint({ ...params, exclude, addresses: 'private', probe: { kind: 'https', port: 443 } });
    expect(draft.changes).toEqual([
      'www.a.example A: values 192.0.2.1, 203.0.113.5 → 203.0.113.5, 10.0.1.1',
      'www.a.example AAAA: values 2001:db8::1 → 2001:db8::f1',
    ]);
    expect(draft.probes).toEqual(['{"kind":"https","port":443,"host":"www.a.example"} 10.0.1.1 2001:db8::f1']);
    expect(draft.checks).toContain('probe waiting');
  });

  it('cannot be followed by one that is gone', async () => {
    await replaced([other('i-new', 1), other('i-2', 2)]);
    const [fromId, toId] = [await id('instances', 'i-2'), await id('instances', 'i-old')];
    expect((await repoint({ fromId, toId })).checks).toContain('target-there failed: it is gone');
  });
});

describe('a machine whose address changed', () => {
  it('takes the names of its former addresses along, and only those', async () => {
    const moved = { ...old, publicAddresses: ['192.0.2.77'] };
    const params = await replaced([moved]);
    expect((await repoint(params)).candidates).toEqual([
      '✓ www.a.example A: 192.0.2.1, 203.0.113.5 → 203.0.113.5, 192.0.2.77',
    ]);
  });

  it('prefers its Elastic IP', async () => {
    const params = await replaced([{ ...old, publicAddresses: ['192.0.2.78', '192.0.2.77'] }]);
    await world.pull({ addresses: [elasticAddress('eip', '192.0.2.77', 'i-old')] });
    expect((await repoint(params)).candidates).toEqual([
      '✓ www.a.example A: 192.0.2.1, 203.0.113.5 → 203.0.113.5, 192.0.2.77',
    ]);
  });

  it('has had no other of late: nothing to move to itself', async () => {
    const params = await replaced([old]);
    expect(await refusal('dns.repoint', { ...params, toId: params.fromId })).toEqual({
      status: 400,
      says: 'params.toId: web-1 has had no other address of late',
    });
  });
});

it('a virtual machine is followed like an instance, by one of its name', async () => {
  await replaced([old]);
  const [was, is] = [
    virtualMachine('vm-old', 'hv', { name: 'db', addresses: ['203.0.113.9', '2001:db8::9'] }),
    virtualMachine('vm-new', 'hv', { name: 'db', addresses: ['203.0.113.10'] }),
  ];
  await world.pull({ virtual_machines: [was] });
  for (let listing = 0; listing < 2; listing += 1) await world.pull({ virtual_machines: [is] });
  const draft = await repoint({ fromId: await id('virtual_machines', 'vm-old') });
  expect(draft.title).toBe('Repoint 1 record set from db to db');
  expect(draft.candidates).toEqual(['✓ far.a.example A: 203.0.113.9 → 203.0.113.10']);
});

it('an Elastic IP is meant by itself, whoever has it', async () => {
  await replaced([old, other('i-new', 1)]);
  await world.pull({ addresses: [elasticAddress('eip', '192.0.2.1', 'i-old')] });
  const params = { fromId: await id('addresses', 'eip'), toId: await id('instances', 'i-new') };
  const { candidates, warnings } = await repoint(params);
  expect(candidates).toEqual(['✓ www.a.example A: 192.0.2.1, 203.0.113.5 → 203.0.113.5, 198.51.100.1']);
  expect(warnings).toEqual([]);
  expect(await refusal('dns.repoint', { fromId: params.fromId })).toMatchObject({ status: 400 });
});

it('who is not known is not there, and what is not seen neither', async () => {
  const params = await replaced([other('i-new', 1, { name: 'web-1' })]);
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect(await refusal('dns.repoint', { fromId: nobody })).toEqual({
    status: 404,
    says: 'params.fromId: there is no such instance, virtual machine or address',
  });
  expect(await refusal('dns.repoint', { ...params, toId: nobody })).toMatchObject({
    status: 404,
    says: expect.stringContaining('params.toId'),
  });
  await world.cluster('us', [{ region: 'us' }]);
  expect(await refusal('dns.repoint', params, await world.principal('operator', ['us']))).toMatchObject({
    status: 404,
  });
});
