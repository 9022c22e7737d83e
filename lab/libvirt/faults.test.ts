import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultSettings } from '../fault-kinds.ts';
import { LibvirtClient } from '../testing/libvirt-client.ts';
import { hostOf } from '../testing/test-hosts.ts';
import { migrateMachine, moveMachine } from '../world/machines.ts';
import { World } from '../world/world.ts';
import { type RunningHypervisors, startHypervisors } from './start.ts';

describe('hosts that fail', () => {
  let world: World;
  let hypervisors: RunningHypervisors;
  const clients: LibvirtClient[] = [];

  beforeEach(async () => {
    world = new World({ hypervisors: [hostOf('hv-1', 6), hostOf('hv-2', 6)] });
    hypervisors = await startHypervisors({ world });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.end();
    await hypervisors.stop();
  });

  const raw = (host = 'hv-1') => {
    const client = new LibvirtClient({ port: hypervisors.at(host).port });
    clients.push(client);
    return client;
  };
  const open = async (host = 'hv-1') => {
    const client = await LibvirtClient.open({ port: hypervisors.at(host).port });
    clients.push(client);
    return client;
  };
  const fail = (what: FaultSettings['what'], more: Partial<FaultSettings> = {}) =>
    hypervisors.faults.add({ service: 'libvirt', host: 'hv-1', what, ...more });
  const xml = async (client: LibvirtClient, machine: { name: string; id: string }) =>
    (await client.call(14, (to) => to.string(machine.name).uuid(machine.id).int(-1).uint(0))).string();
  const hostname = async (client: LibvirtClient) => (await client.call(59)).string();
  const never = async (answer: Promise<unknown>, meanwhile: () => Promise<unknown>) => {
    let came = false;
    void answer.then(
      () => (came = true),
      () => (came = true),
    );
    for (let turn = 0; turn < 5; turn += 1) await meanwhile();
    expect(came).toBe(false);
  };
  const hostNamed = (name: string) => {
    const host = world.hypervisors.get(name);
    if (!host) throw new Error(`no host ${name}`);
    return host;
  };

  it('accept and say nothing, while the others answer', async () => {
    fail({ how: 'hang' });
    const other = await open('hv-2');
    await never(raw().call(66), () => hostname(other));
  });

  it('hang from one procedure on', async () => {
    fail({ how: 'hang' }, { operation: 'connectListAllDomains' });
    const client = await open();
    expect(await hostname(client)).toBe('hv-1');
    await never(client.machines(), () => hostname(client));
  });

  it('ask for a proof that nobody can give, and refuse those who are in', async () => {
    const before = await open();
    fail({ how: 'revoke' });
    await expect(hostname(before)).rejects.toThrow('88/55 access denied');
    const client = raw();
    expect((await client.call(66)).array((from) => from.int())).toEqual([2]);
    await expect(client.call(70)).rejects.toThrow('45/7 authentication failed');
    await expect(hostname(client)).rejects.toThrow('39/7 authentication required');
  });

  it.each([
    [{ how: '500', status: 500 }, '1/10 internal error'],
    [{ how: 'error', code: 38 }, '38/10'],
    [{ how: '429' }, '87/10'],
    [{ how: 'missing', permission: 'connectListAllDomains' }, '88/55'],
  ] as [FaultSettings['what'], string][])('refuse one procedure: %j', async (what, told) => {
    fail(what, what.how === 'missing' ? {} : { operation: 'connectListAllDomains', times: 1 });
    const client = await open();
    await expect(client.machines()).rejects.toThrow(told);
    expect(await hostname(client)).toBe('hv-1');
  });

  it('have too many clients', async () => {
    fail({ how: '429' }, { operation: 'connect', times: 1 });
    const client = raw();
    await client.closed;
    expect(hypervisors.requests.list()).toEqual([]);
    await open();
  });

  it.each(['reset', 'garbage'] as const)('break the connection: %s', async (how) => {
    fail({ how }, { operation: 'connectListAllDomains' });
    const client = await open();
    const bytes: Buffer[] = [];
    client.socket.removeAllListeners('data');
    client.socket.on('data', (piece: Buffer) => bytes.push(piece));
    void client.machines();
    if (how === 'reset') await client.closed;
    else await expect.poll(() => Buffer.concat(bytes).toString()).toMatch(/^HTTP/);
  });

  it('cut the connection after so many descriptions', async () => {
    fail({ how: 'cut', after: 3 }, { operation: 'domainGetXmlDesc' });
    const client = await open();
    const machines = await client.machines();
    for (const machine of machines.slice(0, 3)) expect(await xml(client, machine)).toContain(`<uuid>${machine.id}</`);
    const before = client.socket.bytesRead;
    void xml(client, machines[3] ?? { name: '', id: '' });
    await client.closed;
    expect(client.socket.bytesRead).toBeGreaterThan(before + 28);
    expect(client.answered).toHaveLength(6);
  });

  it('cut a list in its middle', async () => {
    fail({ how: 'cut', after: 0 }, { operation: 'connectListAllDomains', times: 1 });
    const client = await open();
    void client.machines();
    await client.closed;
    expect(client.answered).toHaveLength(2);
    expect(await (await open()).machines()).toHaveLength(6);
  });

  it('describe some, and then no more', async () => {
    fail({ how: 'half-page', page: 3 });
    const client = await open();
    const said = await Promise.allSettled((await client.machines()).map((machine) => xml(client, machine)));
    expect(said.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', ...Array<string>(4).fill('rejected')]);
  });

  it.each([
    ['the first', {}, 'hv-1-vm-1'],
    ['the named one', { row: 'hv-1-vm-5' }, 'hv-1-vm-5'],
  ])('describe %s in XML that nobody can read', async (_, which, name) => {
    fail({ how: 'malformed', ...which });
    const client = await open();
    for (const machine of await client.machines()) {
      const text = await xml(client, machine);
      expect([machine.name, text.includes('</uuid>')]).toEqual([machine.name, machine.name !== name]);
    }
  });

  it('list nothing, less than there is, or one twice', async () => {
    const client = await open();
    const list = async () => {
      const reply = await client.call(273, (to) => to.bool(true).uint(0));
      const names = reply.array((from) => [from.string(), from.uuid(), from.int()][0]);
      return { names, count: reply.uint() };
    };
    fail({ how: 'duplicate' });
    expect((await list()).names.slice(-2)).toEqual(['hv-1-vm-6', 'hv-1-vm-6']);
    hypervisors.faults.heal();
    fail({ how: 'truncate', rows: 2 });
    expect(await list()).toEqual({ names: ['hv-1-vm-1', 'hv-1-vm-2'], count: 6 });
    hypervisors.faults.heal();
    fail({ how: 'empty' });
    expect((await list()).names).toEqual([]);
  });

  it('are exchanged for another, or show the past', async () => {
    const client = await open();
    const capabilities = async () => (await client.call(7)).string();
    const before = await capabilities();
    fail({ how: 'other-account' });
    expect(await capabilities()).not.toBe(before);
    fail({ how: 'stale' });
    const host = hostNamed('hv-1');
    host.machines.delete([...host.machines][0]?.id ?? '');
    expect(await client.machines()).toHaveLength(6);
    hypervisors.faults.heal();
    expect(await client.machines()).toHaveLength(5);
  });

  it('go down and come back to where they were', async () => {
    const client = await open();
    const { port } = hypervisors.at('hv-1');
    const host = hostNamed('hv-1');
    world.hypervisors.setReachable(host, false);
    await client.closed;
    await hypervisors.follow();
    const refused = raw();
    const error = new Promise<NodeJS.ErrnoException>((failed) => refused.socket.once('error', failed));
    expect((await error).code).toBe('ECONNREFUSED');
    world.hypervisors.setReachable(host, true);
    await hypervisors.follow();
    expect(hypervisors.at('hv-1').port).toBe(port);
    expect(await hostname(await open())).toBe('hv-1');
  });

  it('come and go', async () => {
    world.hypervisors.add(hostOf('hv-3', 1), world.clock.now());
    await hypervisors.follow();
    const client = await open('hv-3');
    expect(await hostname(client)).toBe('hv-3');
    world.hypervisors.remove('hv-3');
    await client.closed;
    await hypervisors.follow();
    expect(() => hypervisors.at('hv-3')).toThrow('no host hv-3');
  });

  it('keep a definition of what they gave away, if they are told to, and take it back', async () => {
    const [from, to] = [hostNamed('hv-1'), hostNamed('hv-2')];
    const machine = from.machineNamed('hv-1-vm-1');
    if (!machine) throw new Error('no machine');
    const moved = migrateMachine(world, from, machine, to, { keepCopy: true });
    const [here, there] = [await open('hv-1'), await open('hv-2')];
    const find = async (client: LibvirtClient) => (await client.machines()).find(({ id }) => id === machine.id);
    expect([await find(here), await find(there)]).toMatchObject([{ runtimeId: -1 }, { runtimeId: moved?.runtimeId }]);
    if (moved) migrateMachine(world, to, moved, from);
    expect((await find(here))?.runtimeId).toBeGreaterThan(0);
    expect(await find(there)).toBeUndefined();
  });

  it('lose a machine that was never defined when it stops', async () => {
    const host = hostNamed('hv-1');
    const machine = host.machineNamed('hv-1-vm-1');
    if (!machine) throw new Error('no machine');
    machine.persistent = false;
    expect(moveMachine(world, host, machine, 'destroy')).toBe('running');
    expect((await (await open()).machines()).map(({ name }) => name)).not.toContain('hv-1-vm-1');
  });

  it('are many at once, some of them mute', async () => {
    const many = new World({ hypervisors: Array.from({ length: 200 }, (_, at) => hostOf(`many-${at}`, 20)) });
    const running = await startHypervisors({ world: many });
    for (let at = 0; at < 20; at += 1)
      running.faults.add({ service: 'libvirt', host: `many-${at}`, what: { how: 'hang' } });
    try {
      expect(new Set(running.uris()).size).toBe(200);
      const answers = Array.from({ length: 180 }, async (_, at) => {
        const client = await LibvirtClient.open({ path: running.at(`many-${at + 20}`).socketPath });
        clients.push(client);
        return (await client.machines()).length;
      });
      expect(new Set(await Promise.all(answers))).toEqual(new Set([20]));
    } finally {
      for (const client of clients.splice(0)) client.end();
      await running.stop();
    }
  });
});
