export interface MachineSpec {
  name: string;
  vcpus: number;
  memoryGiB: number;
  /** On the network of the room: `10.60.1.<last>`. */
  last: number;
  load?: number;
  title?: string;
  /** Names in the zone of the room, beside its own; left out: nobody has given it one. */
  names?: readonly string[];
  state?: 'shutoff' | 'crashed' | 'paused';
  autostart?: false;
  /** Left out: Debian with an agent. */
  guest?: 'windows' | 'none';
  shared?: true;
}

interface HostSpec {
  name: string;
  cores: number;
  memoryGiB: number;
  machines: readonly MachineSpec[];
}

/** What should run and does not; nobody has missed it yet. */
export const forgottenMachine = 'backup';
/** What died and is kept for a look. */
export const crashedMachine = 'legacy-crm';
export const overcommittedHost = 'room-hv-3';
/** Those that come and go without anybody noticing: no name leads to them. */
export const runners = ['runner-1', 'runner-2', 'runner-3', 'runner-4'] as const;
export const sharingHosts = ['room-hv-1', 'room-hv-2'] as const;

const runner = (name: (typeof runners)[number], last: number): MachineSpec => ({ name, last, vcpus: 4, memoryGiB: 8, load: 0.55, autostart: false, shared: true }); // prettier-ignore

/**
 * Meridian's machine room: what the developers have of their own, on three hypervisors. Two of them share their storage,
 * so that machines can go from one to the other; the third is old, and has been promised more than it has.
 */
export const roomHosts: readonly HostSpec[] = [
  {
    name: sharingHosts[0],
    cores: 16,
    memoryGiB: 128,
    machines: [
      { name: 'gitlab', vcpus: 8, memoryGiB: 16, last: 10, load: 0.3, title: 'Source code and its reviews', names: ['git', 'code'] }, // prettier-ignore
      { name: 'registry', vcpus: 2, memoryGiB: 8, last: 11, names: [] },
      { name: 'wiki', vcpus: 2, memoryGiB: 4, last: 12, load: 0.05, names: ['docs'] },
      runner('runner-1', 21),
      runner('runner-2', 22),
      runner('runner-3', 23),
    ],
  },
  {
    name: sharingHosts[1],
    cores: 16,
    memoryGiB: 128,
    machines: [
      { name: 'postgres-dev', vcpus: 4, memoryGiB: 16, last: 13, load: 0.2, names: ['db'], shared: true },
      { name: 'grafana-dev', vcpus: 2, memoryGiB: 4, last: 14, names: ['grafana'] },
      { name: 'mirror', vcpus: 2, memoryGiB: 4, last: 15, names: [] },
      { name: 'windows-build', vcpus: 4, memoryGiB: 16, last: 16, title: 'Builds the tills', names: [], guest: 'windows' }, // prettier-ignore
      runner('runner-4', 24),
      { name: forgottenMachine, vcpus: 2, memoryGiB: 4, last: 17, state: 'shutoff', title: 'Nightly copies' },
    ],
  },
  {
    name: overcommittedHost,
    cores: 4,
    memoryGiB: 32,
    machines: [
      { name: 'jenkins-old', vcpus: 8, memoryGiB: 16, last: 30, load: 0.4, names: ['jenkins'] },
      { name: 'sandbox-1', vcpus: 4, memoryGiB: 8, last: 31, names: [] },
      { name: 'sandbox-2', vcpus: 4, memoryGiB: 8, last: 32, state: 'paused', autostart: false },
      { name: 'sandbox-3', vcpus: 4, memoryGiB: 8, last: 33, names: [] },
      { name: crashedMachine, vcpus: 2, memoryGiB: 4, last: 34, state: 'crashed', autostart: false, guest: 'none' },
    ],
  },
];
