import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startLibvirtd } from '../libvirtd.ts';

export interface DemoLibvirtd {
  /** As the settings of a source have it. */
  uri: string;
  stop(): Promise<void>;
}

const knownSchema = z.object({ tcpPort: z.number().int() });

/** Nobody shall wait longer for one host more; where it was there last time, the panel has a source that would fail. */
const PATIENCE_MS = { first: 2_000, known: 10_000 } as const;

/**
 * A real libvirtd with a host of its test driver, on the same port as last time: that is what the host is known by.
 * @param patienceMs left out: little, as others wait
 * @returns undefined where none is installed
 * @throws Error when it does not start, or takes too long
 */
export async function startDemoLibvirtd(stateDir: string, patienceMs?: number): Promise<DemoLibvirtd | undefined> {
  const path = join(stateDir, 'libvirtd.json');
  const known = await readFile(path, 'utf8')
    .then((text) => knownSchema.parse(JSON.parse(text)))
    .catch(() => undefined);
  const starting = startLibvirtd({ tcpPort: known?.tcpPort });
  const patience = patienceMs ?? PATIENCE_MS[known ? 'known' : 'first'];
  const libvirtd = await Promise.race([starting, pause(patience, 'late' as const, { ref: false })]);
  if (libvirtd === 'late') {
    void starting.then((late) => late?.stop()).catch(() => {});
    throw new Error(`it took longer than ${patience / 1000} s`);
  }
  if (!libvirtd) return undefined;
  await mkdir(stateDir, { recursive: true });
  await writeFile(path, JSON.stringify({ tcpPort: libvirtd.tcpPort }));
  const driver = await libvirtd.nodeUri(node());
  return { uri: driver.replace('test://', `test+tcp://127.0.0.1:${libvirtd.tcpPort}`), stop: () => libvirtd.stop() };
}

/** What libvirt's test driver makes a host of; each connection has one of its own, and changes in it are seen there only. */
function node(): string {
  const machines = ['bench-1', 'bench-2', 'bench-3'].map((name, at) => machine(name, at, at === 2 ? off : running));
  return `<node>
  <cpu><mhz>2600</mhz><model>x86_64</model><active>8</active><nodes>1</nodes><sockets>1</sockets><cores>4</cores><threads>2</threads></cpu>
  <memory>16777216</memory>
  ${machines.join('\n  ')}
  <network><name>default</name><bridge name="virbr0"/><ip address="192.168.122.1" netmask="255.255.255.0"/></network>
  <pool type="dir"><name>images</name><target><path>/images</path></target></pool>
</node>
`;
}

/** virDomainState. */
const [running, off] = [1, 5];

const machine = (
  name: string,
  at: number,
  state: number,
) => `<domain type="test" xmlns:test="http://libvirt.org/schemas/domain/test/1.0">
    <name>${name}</name><uuid>5eed0001-0000-4000-8000-00000000000${at}</uuid>
    <memory unit="MiB">${1024 * (at + 1)}</memory><vcpu>${at + 1}</vcpu>
    <os><type arch="x86_64">hvm</type></os>
    <devices>
      <disk type="file" device="disk"><source file="/images/${name}.qcow2"/><target dev="vda" bus="virtio"/></disk>
      <interface type="network"><mac address="52:54:00:be:0c:0${at}"/><source network="default"/></interface>
    </devices>
    <test:runstate>${state}</test:runstate>
  </domain>`;
