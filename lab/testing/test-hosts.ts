import { type HypervisorInput, uuidFrom } from '../world/hypervisor-schema.ts';
import { World } from '../world/world.ts';

type Machine = NonNullable<NonNullable<HypervisorInput['machines']>['items']>[number];

/** A host with so many machines, on a pool and a network of its own; every fourth does not run. */
export function hostOf(id: string, machines: number, more: Partial<HypervisorInput> = {}): HypervisorInput {
  const volume = (at: number) => `${id}-vm-${at + 1}.qcow2`;
  return {
    id,
    machines: { items: Array.from({ length: machines }, (_, at) => machineOf(id, at, volume(at))) },
    pools: {
      items: [
        {
          id: uuidFrom(id, 'default pool'),
          name: 'default',
          path: '/var/lib/libvirt/images',
          volumes: { items: Array.from({ length: machines }, (_, at) => ({ id: volume(at) })) },
        },
      ],
    },
    networks: {
      items: [
        {
          id: uuidFrom(id, 'default network'),
          name: 'default',
          address: '192.0.2.1',
          dhcp: { first: '192.0.2.2', last: '192.0.2.254' },
        },
      ],
    },
    ...more,
  };
}

const machineOf = (host: string, at: number, volume: string): Machine => ({
  id: uuidFrom(host, 'machine', at),
  name: `${host}-vm-${at + 1}`,
  state: at % 4 === 3 ? 'shutoff' : 'running',
  autostart: at % 2 === 0,
  guest: at === 0 ? { hostname: `${host}-vm-1.example` } : undefined,
  disks: [{ volume: { pool: 'default', volume } }],
  interfaces: [
    {
      mac: `52:54:00:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`,
      network: 'default',
      addresses: [`192.0.2.${10 + (at % 200)}`],
    },
  ],
});

/** So many hosts with so many machines each: described when somebody asks, so that thousands are there at once. */
export const worldOfHosts = (hosts: number, machines: number): World =>
  new World({ hypervisors: Array.from({ length: hosts }, (_, at) => hostOf(`hv-${at + 1}`, machines)) });
