import { z } from 'zod';
import type { AddressPolicy } from '../../../runtime/http/address-policy.ts';
import { canonicalAddress } from '../../../model/dns/canonical-address.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import { failureOf } from './failure.ts';
import type { OpenHost } from './open-host.ts';
import { permittedAddresses } from './rpc/transports/permitted-address.ts';
import { content, element, readXml, without } from './xml.ts';

const capabilities = z.object({
  host: element({
    uuid: content.optional(),
    cpu: element({ arch: content, model: content.optional() }),
  }),
});

/** What the host could run is long and no truth about it; its clock differs at every look, and free pages do. */
const leftOut = new Set(['counter', 'power_management', '@tsc']);
/** What firmware that was never told a UUID says. */
const noUuid = /^(00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/i;

/** The host itself, in five calls at once. */
export async function readHost(
  { host, session }: OpenHost,
  { group, policy }: { group: string; policy: AddressPolicy },
): Promise<Row<'hosts'>> {
  const [name, driver, version, libVersion, node, xml, addresses] = await Promise.all([
    session.call('connectGetHostname', {}),
    session.call('connectGetType', {}),
    session.call('connectGetVersion', {}),
    session.call('connectGetLibVersion', {}),
    session.call('nodeGetInfo', {}),
    session.call('connectGetCapabilities', {}),
    addressesOf(host.uri.host, policy),
  ]);
  const { read, said } = readXml('capabilities', capabilities, xml);
  const { uuid, cpu } = read.host;
  const { mhz: _changesWithLoad, memory, ...steady } = node;
  return {
    key: host.key,
    name,
    account: group,
    uri: host.uri.text,
    addresses,
    driver,
    hypervisorVersion: version === 0n ? null : dotted(version),
    libvirtVersion: dotted(libVersion),
    cpus: node.cpus,
    cpuModel: cpu.model ?? null,
    architecture: cpu.arch,
    sockets: node.sockets,
    cores: node.cores,
    threads: node.threads,
    numaNodes: node.nodes,
    memory: Number(memory) * 1024,
    hostUuid: uuid === undefined || noUuid.test(uuid) ? null : uuid.toLowerCase(),
    raw: settledRaw({ capabilities: without(said['host'], leftOut), node: { ...steady, memory: Number(memory) } }),
  };
}

/** 1,000,000 · major + 1,000 · minor + release. */
const dotted = (version: bigint) =>
  [version / 1_000_000n, (version / 1000n) % 1000n, version % 1000n].map(String).join('.');

/** All of a name's addresses: which of several was taken this time says nothing about the host. */
async function addressesOf(name: string, policy: AddressPolicy): Promise<string[]> {
  if (name === '') return [];
  const found = await permittedAddresses(policy, name).catch((error: unknown) => {
    throw failureOf(error);
  });
  return [...new Set(found.flatMap((address) => canonicalAddress(address) ?? []))].sort(compareText);
}
