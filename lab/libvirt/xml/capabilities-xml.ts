import type { ActiveFaults } from '../../faults.ts';
import type { Hypervisor } from '../../world/hypervisor.ts';
import { uuidFrom } from '../../world/hypervisor-schema.ts';
import { element } from './element.ts';

export function capabilitiesXml(host: Hypervisor, faults: ActiveFaults): string {
  const { architecture, cpuModel, sockets, cores, threads, memoryMiB, numaNodes } = host.facts;
  // The machine at this address has been exchanged for another.
  const other = faults.feel('other-account');
  const uuid = other ? (other.account ?? uuidFrom('another host', host.id)) : host.facts.uuid;
  const cells = Array.from({ length: numaNodes }, (_, id) =>
    element('cell', { id }, [
      element('memory', { unit: 'KiB' }, Math.round((memoryMiB * 1024) / numaNodes)),
      element('cpus', { num: host.cpus / numaNodes }),
    ]),
  );
  return `${element('capabilities', {}, [
    element('host', {}, [
      element('uuid', {}, uuid),
      element('cpu', {}, [
        element('arch', {}, architecture),
        element('model', {}, cpuModel),
        element('vendor', {}, 'AMD'),
        element('topology', { sockets, dies: 1, cores, threads }),
      ]),
      element('migration_features', {}, [element('live')]),
      element('topology', {}, [element('cells', { num: numaNodes }, cells)]),
    ]),
    element('guest', {}, [
      element('os_type', {}, 'hvm'),
      element('arch', { name: architecture }, [
        element('wordsize', {}, 64),
        element('emulator', {}, `/usr/bin/qemu-system-${architecture}`),
        element('machine', { maxCpus: 288 }, 'pc-q35-7.2'),
        element('domain', { type: 'qemu' }),
        element('domain', { type: 'kvm' }),
      ]),
    ]),
  ])}\n`;
}
