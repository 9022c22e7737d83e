import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LibvirtClient } from '../testing/libvirt-client.ts';
import { hostOf } from '../testing/test-hosts.ts';
import { type MachineAct, moveMachine } from '../world/machines.ts';
import { World } from '../world/world.ts';
import { type RunningHypervisors, startHypervisors } from './start.ts';
import { XdrReader } from './xdr-reader.ts';

const lifecycle = 318;

describe('events', () => {
  let world: World;
  let hypervisors: RunningHypervisors;
  let client: LibvirtClient;

  beforeEach(async () => {
    world = new World({ hypervisors: [hostOf('hv-1', 3)] });
    hypervisors = await startHypervisors({ world });
    client = await LibvirtClient.open({ port: hypervisors.at('hv-1').port });
  });
  afterEach(async () => {
    client.end();
    await hypervisors.stop();
  });

  const register = async (procedure: number, eventId: number, only?: { name: string; id: string }) => {
    const reply = await client.call(procedure, (to) => {
      to.int(eventId).uint(only ? 1 : 0);
      if (only) to.string(only.name).uuid(only.id);
      if (only && procedure === 316) to.int(-1);
    });
    return reply.int();
  };
  const machineNamed = (name: string) => {
    const host = world.hypervisors.get('hv-1');
    const machine = host?.machineNamed(name);
    if (!host || !machine) throw new Error(`no machine ${name}`);
    return { host, machine };
  };
  const act = (name: string, what: MachineAct) => {
    const { host, machine } = machineNamed(name);
    if (moveMachine(world, host, machine, what) === undefined) throw new Error(`${name} cannot ${what}`);
  };
  /** What was heard of machines: callback, name, number of the machine, event and detail. */
  const heard = () =>
    client.messages
      .filter((message) => message.procedure === lifecycle)
      .map(({ payload }) => {
        const from = new XdrReader(payload);
        const [callback, name] = [from.int(), from.string()];
        from.uuid();
        return [callback, name, from.int(), from.int(), from.int()];
      });
  /** Whatever was said before this is here now: answers and events come by one socket, in order. */
  const everything = () => client.call(59);

  it('come before the answer to what caused them, with the number that a stopped machine has no more', async () => {
    const id = await register(316, 0);
    const { machine } = machineNamed('hv-1-vm-1');
    await client.call(12, (to) => to.string(machine.name).uuid(machine.id).int(-1));
    expect(heard()).toEqual([
      [id, 'hv-1-vm-1', 1, 6, 2],
      [id, 'hv-1-vm-1', -1, 5, 1],
    ]);
  });

  it.each([
    [['stop'], [[6, 1], [5, 0]]],
    [['destroy', 'start'], [[6, 2], [5, 1], [4, 0], [2, 0]]],
    [['pause', 'resume'], [[3, 0], [4, 0]]],
    [['sleep', 'resume'], [[7, 0], [4, 0]]],
    [['crash', 'destroy'], [[8, 0], [6, 2], [5, 1]]],
  ] as [MachineAct[], number[][]][])('of %j are those of a QEMU host', async (acts, told) => {
    await register(316, 0);
    for (const what of acts) act('hv-1-vm-2', what);
    await everything();
    expect(heard().map((event) => event.slice(3))).toEqual(told);
  }); // prettier-ignore

  it('go to each registration, to those of one machine only its own, and to none that was taken back', async () => {
    const all = await register(316, 0);
    const one = await register(316, 0, machineNamed('hv-1-vm-1').machine);
    const gone = await register(316, 0);
    await client.call(317, (to) => to.int(gone));
    expect(new Set([all, one, gone]).size).toBe(3);
    act('hv-1-vm-1', 'pause');
    act('hv-1-vm-2', 'pause');
    await everything();
    expect(heard().map(([callback, name]) => [callback, name])).toEqual([
      [all, 'hv-1-vm-1'],
      [one, 'hv-1-vm-1'],
      [all, 'hv-1-vm-2'],
    ]);
    await expect(client.call(317, (to) => to.int(gone))).rejects.toThrow(/^8\//);
  });

  it('of pools and networks are told as those of machines', async () => {
    const host = machineNamed('hv-1-vm-1').host;
    const [pool, network] = [host.poolNamed('default'), host.networkNamed('default')];
    if (!pool || !network) throw new Error('no pool or network');
    const [poolId, networkId] = [await register(368, 0, pool), await register(313, 0, network)];
    await register(368, 1);
    const of = (
      to: Parameters<Parameters<LibvirtClient['call']>[1] & object>[0],
      named: typeof pool | typeof network,
    ) => to.string(named.name).uuid(named.id);
    await client.call(83, (to) => of(to, pool).uint(0));
    await client.call(80, (to) => of(to, pool));
    await client.call(78, (to) => of(to, pool).uint(0));
    await client.call(42, (to) => of(to, network));
    const told = client.messages.map(({ procedure, payload }) => {
      const from = new XdrReader(payload);
      const [callback, name] = [from.int(), from.string()];
      from.uuid();
      return [procedure, callback, name, ...(procedure === 373 ? [] : [from.int(), from.int()])];
    });
    expect(told).toEqual([
      [373, expect.any(Number), 'default'],
      [370, poolId, 'default', 3, 0],
      [370, poolId, 'default', 2, 0],
      [315, networkId, 'default', 3, 0],
    ]);
    await expect(client.call(80, (to) => of(to, { ...pool, id: network.id }))).rejects.toThrow(/^49\/18/);
  });

  it('in the old way carry no callback', async () => {
    await client.call(105);
    act('hv-1-vm-1', 'pause');
    await everything();
    expect(client.messages.map(({ procedure, payload }) => [procedure, new XdrReader(payload).string()])).toEqual([
      [107, 'hv-1-vm-1'],
    ]);
    await client.call(106);
    act('hv-1-vm-1', 'resume');
    await everything();
    expect(client.messages).toHaveLength(1);
  });

  it('of every kind that 9.0.0 has can be asked for, and none beyond', async () => {
    for (let eventId = 0; eventId < 27; eventId += 1) await register(316, eventId);
    await expect(register(316, 27)).rejects.toThrow(/^8\//);
    await expect(register(313, 1)).rejects.toThrow(/^8\//);
  });

  it('overtake an answer that is late, as do other answers', async () => {
    await register(316, 0);
    hypervisors.faults.add({ service: 'libvirt', operation: 'connectListAllDomains', what: { how: 'slow', ms: 100 } });
    const late = client.send(273, (to) => to.bool(true).uint(0));
    act('hv-1-vm-1', 'pause');
    await everything();
    expect(heard()).toHaveLength(1);
    const before = client.answered.at(-1) ?? 0;
    expect((await late).serial).toBeLessThan(before);
  });
});
