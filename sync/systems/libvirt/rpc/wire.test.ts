import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Libvirtd, startLibvirtd } from '../../../../lab/libvirtd.ts';
import { leaseOnNetwork } from '../../../../lab/network-leases.ts';
import { programNamed } from '../../../../lab/program.ts';
import { type Codec, decode, encode } from './codec.ts';
import { type EventDeclaration, events } from './events.ts';
import { type Packet, packetStatus, packetType, programs } from './packet.ts';
import { procedures } from './procedures.ts';
import { recordWire, type WireRecorder } from './wire-recorder.ts';

const installed = (await programNamed('libvirtd')) && (await programNamed('virsh'));

/** Of the test driver: reads, then changes. */
const ofTestDriver = `
  hostname; uri; nodeinfo; nodecpustats; capabilities; version --daemon; list --all; dumpxml test; domstate --reason test;
  dominfo test; domstats; domifaddr test; guestinfo test --os --hostname; autostart test; suspend test; resume test; reboot test; shutdown test; start test;
  destroy test; dominfo 6695eb01-f6a4-8304-79aa-97f2502e193f;
  pool-list --all --details; pool-info default-pool; pool-dumpxml default-pool; pool-refresh default-pool;
  vol-create-as default-pool web-1.img 1M; vol-list default-pool --details; vol-info web-1.img default-pool;
  vol-dumpxml web-1.img default-pool; vol-path web-1.img default-pool; vol-delete web-1.img default-pool;
  pool-destroy default-pool; pool-start default-pool; pool-destroy default-pool; pool-undefine default-pool;
  net-list --all; net-info default; net-dumpxml default; net-autostart default; net-destroy default; net-start default;
  reset test; undefine --managed-save test`;

/** Of a session's QEMU, which needs no QEMU for what is about the host, storage and networks. */
const ofSession = (folder: string, images: string) => `
  uri; freecell; nodememstats; pool-define-as images dir --target ${images}; pool-build images; pool-start images;
  vol-create-as images web-1.img 64k; vol-upload web-1.img ${folder}/image --pool images;
  vol-download web-1.img ${folder}/copy --pool images; vol-info web-1.img images;
  net-define ${folder}/network.xml; net-dhcp-leases inside; net-info 0a8f2f2c-6a4c-4f6b-8f7e-2d3f5d2f7f10;
  pool-info images; vol-delete web-1.img images; pool-destroy images; pool-undefine images`;

const network = `<network><name>inside</name><uuid>0a8f2f2c-6a4c-4f6b-8f7e-2d3f5d2f7f10</uuid><bridge name="swtest0"/>
  <ip address="192.0.2.1" netmask="255.255.255.0"><dhcp><range start="192.0.2.10" end="192.0.2.99"/></dhcp></ip></network>`;

const codecs = new Map<number, { name: string; args: Codec<unknown>; result: Codec<unknown> }>(
  Object.entries(procedures).map(([name, { number, args, result }]) => [number, { name, args, result }]),
);
const messages = new Map<number, EventDeclaration<unknown>>(
  Object.values(events).map((declaration) => [declaration.message, declaration]),
);

/** What our own codec makes of the payload, and of that again a payload. */
const again = (codec: Codec<unknown>, payload: Buffer) => encode(codec, decode(codec, payload)).toString('hex');

describe.skipIf(!installed)('what virsh and libvirtd say to each other', () => {
  let folder: string;
  let libvirtd: Libvirtd;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lw-'));
    libvirtd = (await startLibvirtd())!;
  });
  afterAll(async () => {
    await libvirtd.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function virsh(driver: string, commands: string, socketPath = libvirtd.socketPath): Promise<void> {
    const [scheme, rest] = driver.split('://');
    const uri = `${scheme}+unix://${rest}?socket=${socketPath}`;
    // Not every command has a result here; what is said is what counts.
    await promisify(execFile)('virsh', ['-q', '-c', uri, commands.replaceAll(/\s*\n\s*/g, ' ')]).catch(() => {});
  }

  async function recorded(act: (path: string, recorder: WireRecorder) => Promise<void>): Promise<WireRecorder> {
    const path = join(folder, 'wire');
    const recorder = await recordWire(path, libvirtd.socketPath);
    await act(path, recorder);
    await recorder.close();
    return recorder;
  }

  /** Compares each payload that we have a codec for. @returns the names of the calls, of those with a result, and of events */
  function compare({ sent, heard }: WireRecorder) {
    const [called, answered, told] = [new Set<string>(), new Set<string>(), new Set<number>()];
    const known = ({ program, procedure }: Packet) => (program === programs.remote ? codecs.get(procedure) : undefined);
    for (const call of sent.filter(({ type }) => type === packetType.call)) {
      const codec = known(call);
      if (!codec) continue;
      expect(again(codec.args, call.payload), `arguments of ${codec.name}`).toBe(call.payload.toString('hex'));
      called.add(codec.name);
    }
    for (const packet of heard.filter(({ status }) => status === packetStatus.ok)) {
      const codec = known(packet);
      if (packet.type === packetType.reply && codec) {
        expect(again(codec.result, packet.payload), `result of ${codec.name}`).toBe(packet.payload.toString('hex'));
        answered.add(codec.name);
      }
      const event = messages.get(packet.procedure);
      if (packet.type !== packetType.message || !event) continue;
      // Behind the id of the callback.
      const payload = packet.payload.subarray(4);
      expect(again(event.payload, payload), `event ${packet.procedure}`).toBe(payload.toString('hex'));
      told.add(packet.procedure);
    }
    return { called: [...called].toSorted(), answered, told: [...told] };
  }

  it('is what our codecs write, byte for byte', async () => {
    await writeFile(join(folder, 'image'), 'x'.repeat(65_536));
    await writeFile(join(folder, 'network.xml'), network);
    const expiry = Math.ceil(Date.now() / 1000) + 3600;
    await leaseOnNetwork(libvirtd.socketPath, 'swtest0', [
      { 'ip-address': '192.0.2.10', 'mac-address': '52:54:00:00:00:01', hostname: 'web-1', 'expiry-time': expiry },
      { 'ip-address': '192.0.2.11', 'mac-address': '52:54:00:00:00:02', 'expiry-time': expiry },
    ]);
    const { called, answered } = compare(
      await recorded(async (path) => {
        await virsh('test:///default', ofTestDriver, path);
        await virsh('qemu:///session', ofSession(folder, join(libvirtd.folder, 'images')), path);
      }),
    );
    // What virsh has no word for here, or what needs a guest; events come next.
    const others = [
      'authPolkit',
      'connectGetUri',
      'domainDefineXml',
      'domainOpenConsole',
      'storagePoolLookupByUuid',
      'storageVolLookupByPath',
    ];
    const all = Object.keys(procedures).filter((name) => !name.includes('Event') && !others.includes(name));
    expect(called.filter((name) => !name.includes('Event'))).toEqual(all.toSorted());
    // There is no guest that could answer, stopped domains are not reset, and the driver has no better answer.
    expect(called.filter((name) => !answered.has(name))).toEqual(['domainGetGuestInfo', 'domainReset']);
  });

  it.each([
    ['event test --event lifecycle', 'connectDomainEventCallbackRegisterAny', 'suspend test; resume test', 318],
    [
      'pool-event --event lifecycle',
      'connectStoragePoolEventRegisterAny',
      'pool-define-as spare dir --target /tmp',
      370,
    ],
    ['pool-event --event refresh', 'connectStoragePoolEventRegisterAny', 'pool-refresh default-pool', 373],
    ['net-event --event lifecycle', 'connectNetworkEventRegisterAny', 'net-destroy default; net-start default', 315],
  ] as const)('is so of `%s` too', async (command, register, change, message) => {
    // The pool and the domain are there again with the first connection of a daemon's test driver.
    const recorder = await recorded(async (path, { heard }) => {
      const listening = virsh('test:///default', command, path);
      const { number } = procedures[register];
      await vi.waitFor(() => expect(heard.some(({ procedure }) => procedure === number)).toBe(true), 10_000);
      await virsh('test:///default', change);
      await listening;
    });
    const { called, told } = compare(recorder);
    expect(called).toContain(register);
    expect(called).toContain(register.replace('Register', 'Deregister'));
    expect(told).toEqual([message]);
  });
});
