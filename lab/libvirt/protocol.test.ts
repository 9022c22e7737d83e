import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LibvirtClient } from '../testing/libvirt-client.ts';
import { hostOf } from '../testing/test-hosts.ts';
import { moveMachine } from '../world/machines.ts';
import { World } from '../world/world.ts';
import { encodePacket, programs } from './packet.ts';
import { procedures } from './procedures/all.ts';
import { type RunningHypervisors, startHypervisors } from './start.ts';

const hostname = 59;
const procedure = { authList: 66, open: 1, close: 2, feature: 60, list: 273, xml: 14, freeMemory: 102 };

describe('the wire', () => {
  let world: World;
  let hypervisors: RunningHypervisors;
  let client: LibvirtClient;
  const at = () => hypervisors.at('hv-1');

  beforeEach(async () => {
    world = new World({ hypervisors: [hostOf('hv-1', 8)] });
    hypervisors = await startHypervisors({ world }, { keepaliveMs: 20 });
    client = new LibvirtClient({ port: at().port });
  });
  afterEach(async () => {
    client.end();
    await hypervisors.stop();
  });

  it('answers nothing before authentication, and no hypervisor before it is opened', async () => {
    await expect(client.call(hostname)).rejects.toThrow('39/7 authentication required');
    await expect(client.call(procedure.open, (to) => to.optional('qemu:///system').uint(0))).rejects.toThrow('39/7');
    expect((await client.call(procedure.authList)).array((from) => from.int())).toEqual([0]);
    await expect(client.call(hostname)).rejects.toThrow('1/7 internal error: hypervisor connection not open');
    await client.call(procedure.open, (to) => to.optional('qemu:///system').uint(0));
    expect((await client.call(hostname)).string()).toBe('hv-1');
  });

  it('has one hypervisor a connection, and none after a second was asked for', async () => {
    client = await LibvirtClient.open({ path: at().socketPath });
    const open = client.call(procedure.open, (to) => to.optional('qemu:///system').uint(0));
    await expect(open).rejects.toThrow('connection already open');
    await expect(client.call(hostname)).rejects.toThrow('hypervisor connection not open');
  });

  it('opens what a daemon can open, and no address of a daemon', async () => {
    await client.call(procedure.authList);
    for (const uri of ['qemu+tcp://127.0.0.1/system', 'esx://elsewhere/'])
      await expect(client.call(procedure.open, (to) => to.optional(uri).uint(0))).rejects.toThrow(
        '5/13 no connection driver',
      );
    await client.call(procedure.open, (to) => to.optional(undefined).uint(0));
    expect((await client.call(110)).string()).toBe('qemu:///system');
  });

  it('changes nothing for those who said that they only read', async () => {
    await client.call(procedure.authList);
    await client.call(procedure.open, (to) => to.optional('qemu:///system').uint(1));
    const [machine] = await client.machines();
    const destroy = client.call(12, (to) =>
      to
        .string(machine?.name ?? '')
        .uuid(machine?.id ?? '')
        .int(1),
    );
    await expect(destroy).rejects.toThrow('29/10');
    expect(world.hypervisors.get('hv-1')?.machineNamed('hv-1-vm-1')?.state).toBe('running');
  });

  it('refuses what it does not know in the words of libvirt', async () => {
    client = await LibvirtClient.open({ port: at().port });
    await expect(client.call(9999)).rejects.toThrow('39/7 unknown procedure: 9999');
    await expect(client.call(procedure.xml)).rejects.toThrow('39/7 Unable to decode message payload');
    const unknown = client.call(procedure.xml, (to) => to.string('ghost').uuid('00000000-0000-4000-8000-000000000000').int(1).uint(0)); // prettier-ignore
    await expect(unknown).rejects.toThrow(/^42\/10 Domain not found: no domain with matching uuid '0{8}-/);
    const answer = client.call(hostname);
    expect((await answer).string()).toBe('hv-1');
  });

  it('refuses programs and versions that it has not', async () => {
    const header = { procedure: 1, type: 0, status: 0, payload: Buffer.alloc(0) };
    const answers: number[] = [];
    client.socket.on('data', () => answers.push(...client.answered.splice(0)));
    client.socket.write(encodePacket({ ...header, program: programs.qemu, version: 1, serial: 70 }));
    client.socket.write(encodePacket({ ...header, program: programs.remote, version: 2, serial: 71 }));
    await expect.poll(() => answers).toEqual([70, 71]);
    expect(hypervisors.requests.list().map(({ status }) => status)).toEqual([39, 39]);
  });

  it('takes packets as they come in pieces', async () => {
    const packet = encodePacket({ program: programs.remote, version: 1, procedure: procedure.authList, type: 0, serial: 900, status: 0, payload: Buffer.alloc(0) }); // prettier-ignore
    for (const byte of packet.subarray(0, 27)) {
      client.socket.write(Buffer.of(byte));
      await pause(1);
    }
    client.socket.write(Buffer.concat([packet.subarray(27), packet]));
    await expect.poll(() => client.answered).toEqual([900, 900]);
  });

  it.each([27, 33_554_437, 0x48545450])('drops the connection at a packet of %i bytes', async (length) => {
    const bytes = Buffer.alloc(40);
    bytes.writeUInt32BE(length);
    client.socket.write(bytes);
    await client.closed;
    expect(hypervisors.requests.list()).toEqual([]);
  });

  it('handles five calls of a connection at a time, answers them as they are done, and another connection meanwhile', async () => {
    client = await LibvirtClient.open({ port: at().port });
    hypervisors.faults.add({ service: 'libvirt', operation: 'nodeGetFreeMemory', times: 5, what: { how: 'hang' } });
    for (let slow = 0; slow < 4; slow += 1) void client.send(procedure.freeMemory);
    expect((await client.call(hostname)).string()).toBe('hv-1');
    expect(client.answered.at(-1)).toBe(7);
    void client.send(procedure.freeMemory);
    void client.send(hostname);
    const other = await LibvirtClient.open({ port: at().port });
    expect((await other.call(hostname)).string()).toBe('hv-1');
    expect((await other.call(hostname)).string()).toBe('hv-1');
    other.end();
    expect(client.answered.at(-1)).toBe(7);
  });

  it('pings once it was asked for that, and gives up on a client that is mute', async () => {
    const quiet = await LibvirtClient.open({ port: at().port });
    client = await LibvirtClient.open({ port: at().port });
    expect((await client.call(procedure.feature, (to) => to.int(10))).bool()).toBe(true);
    await client.closed;
    expect(client.messages.length).toBe(5);
    for (const message of client.messages)
      expect(message).toMatchObject({ program: programs.keepalive, procedure: 1, type: 2, serial: 0 });
    expect(quiet.messages).toEqual([]);
    expect((await quiet.call(hostname)).string()).toBe('hv-1');
    quiet.end();
  });

  it('goes on with a client that answers pings, and answers its', async () => {
    client = await LibvirtClient.open({ port: at().port });
    const say = (number: number) => client.socket.write(encodePacket({ program: programs.keepalive, version: 1, procedure: number, type: 2, serial: 0, status: 0, payload: Buffer.alloc(0) })); // prettier-ignore
    say(1);
    await expect.poll(() => client.messages.map((one) => one.procedure)).toEqual([2]);
    await client.call(procedure.feature, (to) => to.int(10));
    client.socket.on('data', () => say(2));
    await expect.poll(() => client.messages.length).toBeGreaterThan(12);
    expect((await client.call(hostname)).string()).toBe('hv-1');
  });

  it('closes after a goodbye', async () => {
    client = await LibvirtClient.open({ port: at().port });
    await client.call(procedure.close);
    await client.closed;
  });

  it('lists what flags ask for', async () => {
    client = await LibvirtClient.open({ port: at().port });
    const names = async (flags: number) => (await client.machines(flags)).map(({ name }) => Number(name.slice(8)));
    expect(await names(0)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await names(1)).toEqual([1, 2, 3, 5, 6, 7]);
    expect(await names(2)).toEqual([4, 8]);
    expect(await names(1 | 1024)).toEqual([1, 3, 5, 7]);
    expect(await names(8)).toEqual([]);
    const counted = await client.call(procedure.list, (to) => to.bool(false).uint(2));
    expect([counted.uint(), counted.uint()]).toEqual([0, 2]);
  });

  it('has counters that only grow, and stand still with their machine', async () => {
    client = await LibvirtClient.open({ port: at().port });
    world.clock.freeze();
    const host = world.hypervisors.get('hv-1');
    const paused = host?.machineNamed('hv-1-vm-2');
    if (!host || !paused) throw new Error('no machine');
    const look = async () => {
      const stats = await client.call(344, (to) => to.uint(0).uint(0).uint(0));
      const read: Record<string, number> = {};
      stats.array((from) => {
        const name = (from.string(), from.uuid(), from.int());
        from.array(() => {
          const field = `${name} ${from.string()}`;
          const type = from.int();
          if (type === 4) read[field] = Number(from.bytes(8).readBigUInt64BE());
          else if (type === 7) from.string();
          else from.int();
        });
      });
      const cpu = await client.call(227, (to) => to.int(-1).int(4).uint(0));
      cpu.array((from) => (read[`node ${from.string()}`] = Number(from.bytes(8).readBigUInt64BE())));
      return read;
    };
    let before = await look();
    const growing = Object.keys(before).filter((key) => /cpu\.time|\.bytes|node /.test(key));
    expect(growing.length).toBeGreaterThan(20);
    const still = (read: Record<string, number>) => growing.filter((key) => key.startsWith('hv-1-vm-2 ')).map((key) => read[key]); // prettier-ignore
    moveMachine(world, host, paused, 'pause');
    world.clock.advance(600_000);
    const after = await look();
    expect(still(after)).toEqual(still(before));
    moveMachine(world, host, paused, 'resume');
    expect(still(await look())).toEqual(still(before));
    before = after;
    for (let step = 0; step < 40; step += 1) {
      world.clock.advance(17_000);
      const after = await look();
      for (const key of growing) expect([key, (after[key] ?? -1) - (before[key] ?? 0) > 0]).toEqual([key, true]);
      before = after;
    }
  });

  it('has every number once, under a name of libvirt', () => {
    const names = [...procedures.values()].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^(auth|connect|node|domain|storage|network)[A-Z]\w+$/);
  });
});
