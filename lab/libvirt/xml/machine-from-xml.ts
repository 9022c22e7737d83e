import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { virtualMachineSchema } from '../../world/hypervisor-schema.ts';
import { LibvirtError } from '../libvirt-error.ts';

type Machine = z.input<typeof virtualMachineSchema>;

const factors: Record<string, number> = { b: 1 / 1024 / 1024, KiB: 1 / 1024, k: 1 / 1024, MiB: 1, M: 1, GiB: 1024, G: 1024 }; // prettier-ignore

const unescaped = (text: string) =>
  text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name] ?? ''); // prettier-ignore

/**
 * What somebody defines a machine with, as far as the lab keeps it: the words that its own descriptions use.
 * @throws LibvirtError as libvirt says it: 27 when it is no description of a machine
 */
export function machineFromXml(xml: string): Machine {
  const bad = (why: string) => new LibvirtError('xml', 'domain', `XML error: ${why}`);
  const type = /^\s*(?:<\?xml[^>]*>\s*)?<domain\s[^>]*type=['"](\w+)['"]/.exec(xml)?.[1];
  if (!type || !/<\/domain>\s*$/.test(xml)) throw bad('expected a domain element');
  const text = (name: string) => {
    const found = new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(xml)?.[1];
    return found === undefined ? undefined : unescaped(found);
  };
  const size = (name: string) => {
    const [, unit = 'KiB', value] = new RegExp(`<${name}(?:\\s+unit=['"](\\w+)['"])?>(\\d+)</`).exec(xml) ?? [];
    return value === undefined ? undefined : Math.ceil(Number(value) * (factors[unit] ?? 1));
  };
  const name = text('name');
  if (!name) throw new LibvirtError('no-name', 'domain', 'missing name information');
  const most = size('memory');
  if (most === undefined) throw bad('missing memory element');
  const [, current] = /<vcpu[^>]*\scurrent=['"](\d+)['"]/.exec(xml) ?? [];
  const maxVcpus = Number(text('vcpu') ?? 1);
  const known = (['kvm', 'qemu', 'test'] as const).find((one) => one === type);
  if (!known) throw new LibvirtError('config-unsupported', 'domain', `unsupported configuration: domain type ${type}`);
  return {
    id: text('uuid') ?? randomUUID(),
    name,
    title: text('title'),
    description: text('description'),
    type: known,
    memoryMiB: size('currentMemory') ?? most,
    maxMemoryMiB: most,
    vcpus: current === undefined ? maxVcpus : Number(current),
    maxVcpus,
    osInfo: /<libosinfo:os\s+id=['"]([^'"]+)['"]/.exec(xml)?.[1],
    guest: xml.includes('org.qemu.guest_agent.0') ? { hostname: name } : undefined,
    disks: [...xml.matchAll(/<disk\s[^>]*device=['"](disk|cdrom|floppy|lun)['"][^>]*>([\s\S]*?)<\/disk>/g)].map(diskOf),
    interfaces: [...xml.matchAll(/<interface\s[^>]*>([\s\S]*?)<\/interface>/g)].map(([, inner = '']) => ({
      mac: attribute(inner, 'mac', 'address') ?? '52:54:00:00:00:01',
      network: attribute(inner, 'source', 'network'),
      bridge: attribute(inner, 'source', 'bridge'),
      model: attribute(inner, 'model', 'type'),
    })),
  };
}

function attribute(xml: string, element: string, name: string): string | undefined {
  const found = new RegExp(`<${element}\\s[^>]*\\b${name}=['"]([^'"]*)['"]`).exec(xml)?.[1];
  return found === undefined ? undefined : unescaped(found);
}

function diskOf([, device, inner = '']: RegExpExecArray) {
  const [pool, volume] = [attribute(inner, 'source', 'pool'), attribute(inner, 'source', 'volume')];
  return {
    device: device as 'disk',
    target: attribute(inner, 'target', 'dev'),
    bus: attribute(inner, 'target', 'bus'),
    format: attribute(inner, 'driver', 'type'),
    file: attribute(inner, 'source', 'file'),
    volume: pool !== undefined && volume !== undefined ? { pool, volume } : undefined,
    readOnly: inner.includes('<readonly'),
  };
}
