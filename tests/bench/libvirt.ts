import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { startHypervisors } from '../../lab/libvirt/start.ts';
import { type Libvirtd, startLibvirtd } from '../../lab/libvirtd.ts';
import { nodeOfDomains } from '../../lab/test-node.ts';
import { worldOfHosts } from '../../lab/testing/test-hosts.ts';
import { testDatabase } from '../../model/test-database.ts';
import { pullAll } from '../../sync/systems/conformance/pull-all.ts';
import { sourceIntoModel } from '../../sync/systems/libvirt/into-model.ts';
import { libvirt } from '../../sync/systems/libvirt/libvirt.ts';
import { Session } from '../../sync/systems/libvirt/rpc/session.ts';
import { dialUnix } from '../../sync/systems/libvirt/rpc/transports/unix.ts';
import { eventsSeen } from './events.ts';
import { type Figure, figure, median, timed } from './figure.ts';

const ROUNDS = 11;
const uri = 'test:///default';

/**
 * One host of so many domains against what its libvirtd needs at least, and against a virsh process a domain; a fifth as many hosts, of which a
 * tenth keep silent; and how long an event is under way to the page.
 */
export async function* run(size = 1000): AsyncIterable<Figure> {
  const libvirtd = await startLibvirtd();
  if (!libvirtd) console.warn('tests/bench: no host is pulled, for want of libvirtd');
  else
    try {
      yield* oneHost(libvirtd, size);
    } finally {
      await libvirtd.stop();
    }
  yield* manyHosts(Math.max(20, Math.round(size / 5)));
  if (libvirtd) yield* eventsSeen();
}

async function* oneHost(libvirtd: Libvirtd, size: number): AsyncIterable<Figure> {
  // The driver's domains are there as long as somebody is connected.
  const held = await open(libvirtd);
  for (const xml of nodeOfDomains(size - 1).match(/<domain[^]*?<\/domain>/g) ?? [])
    await held.call('domainDefineXml', { xml });

  const host = libvirtd.virshUri(uri);
  const source = { id: 'bench', name: 'bench', settings: { group: 'bench', hosts: [host] }, secrets: {} };
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push((await timed(() => barely(libvirtd))).ms);
    const pull = await timed(() => pullAll(libvirt, source));
    if (pull.result.rows('virtual_machines').length !== size) throw new Error('not all domains were pulled');
    ours.push(pull.ms);
  }
  const limit = median(bare);
  // Nothing of it had been read before.
  yield figure(`${size} domains, pulled for the first time`, ours[0]!, 'ms', { limit });
  yield figure(`${size} domains, pulled`, median(ours), 'ms', { limit, most: 1.5 });
  yield* intoModel(host, size, limit);

  const some = Math.min(size, 40);
  const loop = await timed(async () => {
    for (let at = 1; at < some; at += 1) await promisify(execFile)('virsh', ['-q', '-c', host, 'dumpxml', `vm-${at}`]);
  });
  yield figure('faster than a virsh process a domain', ((loop.ms / (some - 1)) * size) / median(ours), '×', {
    least: 100,
  });
  await held.close();
}

async function* intoModel(host: string, size: number, limit: number): AsyncIterable<Figure> {
  const db = await testDatabase();
  try {
    const model = await sourceIntoModel(db, 'bench', () => [host]);
    const fresh = await timed(() => model.pull());
    if (fresh.result.state !== 'complete') throw new Error(`the pull was ${fresh.result.state}`);
    yield figure(`${size} domains, into an empty model`, fresh.ms, 'ms', { limit });
    const again = [];
    for (let round = 0; round < ROUNDS; round += 1) again.push((await timed(() => model.pull())).ms);
    yield figure(`${size} domains, unchanged in the model`, median(again), 'ms', { limit });
  } finally {
    await db.drop();
  }
}

const open = async (libvirtd: Libvirtd) =>
  Session.open(await dialUnix({ path: libvirtd.socketPath }), { uri, limit: 64, keepalive: false });

/** What no client can do without: all states in one call, and every description, over one connection. */
async function barely(libvirtd: Libvirtd): Promise<void> {
  const session = await open(libvirtd);
  const records = await session.call('connectGetAllDomainStats', { domains: [], stats: 1, flags: 0 });
  await Promise.all(records.map(({ domain }) => session.call('domainGetXmlDesc', { domain, flags: 0 })));
  await session.close();
}

/** The silent ones come first in the list, so that they have places before anybody else. */
async function* manyHosts(count: number): AsyncIterable<Figure> {
  const silent = await Promise.all(Array.from({ length: Math.round(count / 10) }, startSilent));
  const speaking = await startHypervisors({ world: worldOfHosts(count - silent.length, 10) });
  const db = await testDatabase();
  try {
    const hosts = [...silent.map(({ uri: each }) => each), ...speaking.uris()];
    const model = await sourceIntoModel(db, 'bench', () => hosts);
    for (const name of ['for the first time', 'unchanged']) {
      const ms = await everySpeakingHost(model.pull, count - silent.length);
      const title = `${count} hosts, ${silent.length} silent: the others, ${name}`;
      yield figure(title, ms / 1000, 's', { most: libvirt.card.interval });
    }
  } finally {
    await Promise.all([db.drop(), speaking.stop(), ...silent.map((one) => one.stop())]);
  }
}

/** @returns milliseconds until each had all of its scopes in the model; the pull itself goes on for the silent ones */
async function everySpeakingHost(pull: (system: typeof libvirt) => Promise<unknown>, count: number): Promise<number> {
  const began = performance.now();
  let left = count * libvirt.card.provides.length;
  let ms = Number.NaN;
  await pull({
    ...libvirt,
    async *pull(...how) {
      for await (const item of libvirt.pull(...how)) {
        yield item;
        // The next one is asked for when this one is in the model.
        if (item.type === 'end' && item.complete && (left -= 1) === 0) ms = performance.now() - began;
      }
    },
  });
  if (left !== 0) throw new Error('the hosts that speak were not all pulled');
  return ms;
}

async function startSilent(): Promise<{ uri: string; stop: () => Promise<unknown> }> {
  // It hears and says nothing. What it does not read would keep it from learning that the other side has gone.
  const server = createServer((socket) => socket.resume());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    uri: `qemu+tcp://127.0.0.1:${port}/system`,
    stop: () => new Promise((closed) => server.close(closed)),
  };
}
