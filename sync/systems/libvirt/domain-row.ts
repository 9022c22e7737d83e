import { hash } from 'node:crypto';
import { canonicalAddress } from '../../../model/dns/canonical-address.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import { type DiskXml, type DomainXml, domainSchema, type InterfaceXml, leftOutOfDomains } from './domain-xml.ts';
import { osOfMetadata } from './guest-os.ts';
import type { Element } from './parse-xml.ts';
import { readXml, without } from './xml.ts';

type Machine = Row<'virtual_machines'>;

/** Where a machine was found. */
export interface Place {
  group: string;
  host: string;
  hostKey: string;
}

/** What is known of a machine besides its XML. */
export interface Beside {
  state: Machine['state'];
  autostart: boolean;
  persistent: boolean;
}

export interface ReadDomain {
  xml: DomainXml;
  raw: Record<string, unknown>;
}

/**
 * What was read, by the digest of its text: most descriptions are word for word what they were a minute ago, and reading them again is more
 * work than all the rest. A few kilobytes each.
 */
const known = new Map<string, ReadDomain>();
const MOST_KNOWN = 5000;

/** @throws Error with what does not fit */
export function readDomain(text: string): ReadDomain {
  const digest = hash('sha256', text, 'base64');
  let domain = known.get(digest);
  if (domain) known.delete(digest);
  else {
    const { read, said } = readXml('domain', domainSchema, text);
    domain = { xml: read, raw: settledRaw(without(said, leftOutOfDomains) as Element) };
  }
  // Anew, so that those that were not met for the longest time come first.
  known.set(digest, domain);
  if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
  return domain;
}

/** @param found addresses of its interfaces, in whatever order; `guest`: what its agent says */
export function domainRow(
  { xml, raw }: ReadDomain,
  place: Place,
  beside: Beside,
  found: { addresses: readonly string[]; hostname?: string | undefined; os?: string | undefined },
): Machine {
  const { devices } = xml;
  const interfaces = (devices?.interface ?? []).map(interfaceOf);
  const addresses = found.addresses.flatMap((address) => canonicalAddress(address) ?? []);
  return {
    key: xml.uuid.toLowerCase(),
    name: xml.name,
    title: xml.title ?? null,
    description: xml.description ?? null,
    host: place.host,
    hostKey: place.hostKey,
    account: place.group,
    vcpus: xml.vcpu.now,
    maxVcpus: xml.vcpu.most,
    memory: xml.currentMemory ?? xml.memory,
    maxMemory: Math.max(xml.memory, xml.maxMemory ?? 0),
    addresses: [...new Set(addresses)].sort(compareText),
    macAddresses: interfaces.map(({ mac }) => mac),
    hostname: found.hostname ?? null,
    guestOs: found.os ?? osOfMetadata(xml.metadata),
    type: xml['@type'],
    architecture: xml.os.type['@arch'] ?? 'unknown',
    machineType: xml.os.type['@machine'] ?? null,
    disks: (devices?.disk ?? []).map(diskOf),
    interfaces,
    ...beside,
    raw,
  };
}

const devices = ['disk', 'cdrom', 'floppy', 'lun'] as const;

const diskOf = (disk: DiskXml): Machine['disks'][number] => ({
  target: disk.target['@dev'],
  device: devices.find((one) => one === disk['@device']) ?? 'unknown',
  bus: disk.target['@bus'] ?? null,
  source: placeOf(disk),
  format: disk.driver?.['@type'] ?? null,
  readOnly: disk.readonly !== undefined,
});

function placeOf({ source }: DiskXml): string | null {
  if (!source) return null;
  const { '@file': file, '@dev': dev, '@dir': dir, '@name': name, '@pool': pool, '@volume': volume } = source;
  if (pool !== undefined && volume !== undefined) return `${pool}/${volume}`;
  if (name !== undefined) {
    const server = source.host[0]?.['@name'] ?? source.host[0]?.['@socket'];
    return server === undefined ? name : `${server}/${name}`;
  }
  return file ?? dev ?? dir ?? null;
}

const interfaceOf = ({ mac, source, model, target, '@type': type }: InterfaceXml): Machine['interfaces'][number] => ({
  mac: mac['@address'].toLowerCase(),
  type,
  source: source?.['@network'] ?? source?.['@bridge'] ?? source?.['@dev'] ?? source?.['@path'] ?? null,
  model: model?.['@type'] ?? null,
  target: target?.['@dev'] ?? null,
});
