import { selfSignedCertificate } from '../../../lab/certificate.ts';
import type { FaultSettings } from '../../../lab/fault-kinds.ts';
import { startHypervisors } from '../../../lab/libvirt/start.ts';
import { hostOf } from '../../../lab/testing/test-hosts.ts';
import { Clock } from '../../../lab/world/clock.ts';
import { World } from '../../../lab/world/world.ts';
import { libvirt } from '../libvirt/libvirt.ts';
import type { PulledSource } from '../system.ts';
import { reverseAll } from './reversed.ts';
import type { Fault, StandIn } from './stand-in.ts';
import { conformance } from './suite.ts';
import { startTlsFront } from './tls-front.ts';

const [server, stranger, ours, others] = Array.from({ length: 4 }, () => selfSignedCertificate());

/** More than two pages of machines. */
const MACHINES = 450;

function world() {
  const clock = new Clock();
  clock.freeze();
  return new World({ hypervisors: [hostOf('hv-1', MACHINES), hostOf('hv-2', 3)] }, clock);
}

async function start(): Promise<StandIn> {
  const lab = world();
  const hypervisors = await startHypervisors({ world: lab });
  const behind = ['hv-1', 'hv-2'].map((name) => hypervisors.at(name).port);
  const fronts = await Promise.all(behind.map((port) => startTlsFront(port, server!, ours!)));
  const untrusted = await Promise.all(behind.map((port) => startTlsFront(port, stranger!, ours!)));
  const keyOf = ({ port }: { port: number }) => `127.0.0.1:${port}`;
  const sourceAt = (at: typeof fronts, client = ours!): PulledSource => ({
    id: '0192f000-0000-7000-8000-000000000005',
    name: 'libvirt-test',
    settings: {
      group: 'lab',
      hosts: at.map((front) => `qemu+tls://${keyOf(front)}/system`),
      caCertificate: server!.cert,
      clientCertificate: client.cert,
    },
    secrets: { clientKey: client.key },
  });
  const listed = { kind: 'virtual_machines' as const, scope: keyOf(fronts[0]!) };
  return {
    system: libvirt,
    source: sourceAt(fronts),
    wrongSource: sourceAt(fronts, others),
    untrustedSource: sourceAt(untrusted),
    listed,
    fail(fault) {
      hypervisors.faults.add({ service: 'libvirt', host: 'hv-1', ...inLibvirt(fault) } as FaultSettings);
    },
    heal: () => void hypervisors.faults.heal(),
    requests: () => fronts.reduce((sum, front) => sum + front.connections(), 0),
    breaksWith: ({ scope }) => scope === listed.scope,
    async reorder() {
      for (const host of lab.hypervisors) {
        reverseAll(host.machines);
        for (const pool of host.pools) reverseAll(pool.volumes);
      }
    },
    async stop() {
      await Promise.all([...fronts, ...untrusted].map((front) => front.stop()));
      await hypervisors.stop();
    },
  };
}

/** Where a listing of machines meets it: in the list of them, or while they are described one by one. */
function inLibvirt(fault: Fault) {
  if (fault.how === 'half-page') return { operation: 'domainGetXmlDesc', what: { how: 'cut', after: 250 } };
  if (fault.how === 'malformed') return { operation: 'domainGetXmlDesc', what: fault };
  const what = fault.how === 'cut' ? { ...fault, after: 0 } : fault.how === '500' ? { ...fault, status: 500 } : fault;
  return { operation: 'connectListAllDomains', what };
}

conformance(
  'libvirt',
  {
    pages: true,
    counts: false,
    accounts: false,
    // Nobody is throttled; a certificate that is revoked shows with the next connection.
    cannot: ['429', 'revoke'],
  },
  start,
);
