import type { Adding } from './add.ts';
import type { Thing } from './estate.ts';

const GIB = 1024 ** 3;
const HOUR = 3_600_000;
const OSES = ['Debian GNU/Linux 13', 'Ubuntu 26.04 LTS', 'AlmaLinux 10', null];
const STATES = ['running', 'running', 'running', 'running', 'paused', 'shut-off', 'running', 'crashed'];
const STATUS: Record<string, string> = { paused: 'attention', 'shut-off': 'attention', crashed: 'failing' };

const hex = (value: number) => value.toString(16).padStart(2, '0');

/** Four hosts, of which the last no longer answers, with their machines, pools, volumes and networks. */
export function addHypervisors({ random, clusters, add, seen }: Adding, source: Thing): void {
  for (let n = 1; n <= 4; n += 1) {
    const name = `hv${n}`;
    const cluster = clusters[n % 3] as Thing;
    const silent = n === 4;
    const before = new Date(Date.now() - 3 * HOUR).toISOString();
    const at = (key: string) => ({
      ...seen(source, name, key, cluster),
      ...(silent ? { seenAt: before, staleAt: new Date(Date.now() - 2.9 * HOUR).toISOString(), status: 'stale' } : {}),
      account: 'core',
    });
    const memory = [128, 256, 256, 512][n - 1]! * GIB;
    add('hosts', {
      name,
      uri: `qemu+tls://${name}.corp.example/system`,
      addresses: [`192.0.2.${20 + n}`],
      driver: 'QEMU',
      hypervisorVersion: '10.0.2',
      libvirtVersion: '11.3.0',
      cpus: 64,
      cpuModel: 'EPYC-Milan',
      architecture: 'x86_64',
      sockets: 1,
      cores: 32,
      threads: 2,
      numaNodes: 1,
      memory,
      hostUuid: `4c4c4544-0000-4a10-8000-c2c04f3100${hex(n)}`,
      cpuShare: silent ? null : 0.18 * n,
      memoryUsed: silent ? null : memory * (0.5 + 0.13 * n),
      ...at(name),
    });
    for (const [pool, type, size] of [
      ['default', 'dir', 900],
      ['fast', 'logical', 3600],
    ] as const) {
      const used = pool === 'fast' ? 0.93 : 0.31;
      add('storage_pools', {
        name: pool,
        state: 'running',
        type,
        host: name,
        hostKey: name,
        path: type === 'dir' ? '/var/lib/libvirt/images' : '/dev/fast',
        autostart: true,
        capacity: size * GIB,
        allocation: size * GIB * used,
        available: size * GIB * (1 - used),
        ...at(`${name}/${pool}`),
      });
    }
    add('networks', {
      name: 'default',
      state: n === 3 ? 'inactive' : 'active',
      host: name,
      hostKey: name,
      forward: 'nat',
      bridge: 'virbr0',
      domain: null,
      ranges: ['198.51.100.0/25'],
      autostart: true,
      ...at(`${name}/default`),
      ...(n === 3 ? { status: 'attention' } : {}),
    });
    for (let index = 0; index < 8; index += 1) {
      const state = STATES[index] as string;
      const machine = `${['git', 'wiki', 'build', 'ldap', 'mirror', 'lab', 'chat', 'print'][index]}-${n}`;
      const key = `6f1d2c3b-${n}a00-4b00-9000-0000000000${hex(index)}`;
      const running = state === 'running' && !silent;
      const size = [2, 4, 8, 16][index % 4]! * GIB;
      add('virtual_machines', {
        status: STATUS[state] ?? 'ok',
        name: machine,
        title: null,
        description: null,
        state,
        host: name,
        hostKey: name,
        vcpus: [1, 2, 4, 8][index % 4],
        maxVcpus: 8,
        memory: size,
        maxMemory: 16 * GIB,
        addresses: state === 'running' ? [`198.51.100.${n * 20 + index}`] : [],
        macAddresses: [`52:54:00:0${n}:aa:${hex(index)}`],
        hostname: state === 'running' ? `${machine}.corp.example` : null,
        guestOs: OSES[index % 4],
        autostart: index % 2 === 0,
        persistent: true,
        type: 'kvm',
        architecture: 'x86_64',
        machineType: 'pc-q35-10.0',
        disks: [
          { target: 'vda', device: 'disk', bus: 'virtio', source: `default/${machine}.qcow2`, format: 'qcow2', readOnly: false }, // prettier-ignore
          ...(index % 3 === 0
            ? [{ target: 'sda', device: 'cdrom', bus: 'sata', source: null, format: 'raw', readOnly: true }]
            : []),
        ],
        interfaces: [
          { mac: `52:54:00:0${n}:aa:${hex(index)}`, type: 'network', source: 'default', model: 'virtio', target: running ? `vnet${index}` : null }, // prettier-ignore
        ],
        cpuShare: running ? random.next() * 0.9 : null,
        memoryUsed: running ? size * (0.3 + random.next() * 0.6) : null,
        diskRead: running ? random.below(9_000_000) : null,
        diskWritten: running ? random.below(3_000_000) : null,
        networkReceived: running ? random.below(900_000) : null,
        networkSent: running ? random.below(400_000) : null,
        ...at(key),
      });
      add('volumes', {
        name: `${machine}.qcow2`,
        pool: 'default',
        host: name,
        hostKey: name,
        type: 'file',
        format: 'qcow2',
        path: `/var/lib/libvirt/images/${machine}.qcow2`,
        backingPath: null,
        capacity: 40 * GIB,
        allocation: random.below(40) * GIB,
        ...at(`${name}/default/${machine}.qcow2`),
      });
    }
  }
}
