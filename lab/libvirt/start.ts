import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Faults } from '../faults.ts';
import type { LabContext } from '../lab-context.ts';
import { RequestLog } from '../request-log.ts';
import type { Hypervisor } from '../world/hypervisor.ts';
import type { World } from '../world/world.ts';
import { HostEndpoint } from './host-endpoint.ts';

export interface HypervisorsOptions {
  /** How often clients are pinged that asked for it; libvirtd's 5 s unless said otherwise. */
  keepaliveMs?: number;
  onError?: (error: unknown) => void;
}

export interface RunningHypervisors {
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Where the libvirt of a host is. @throws Error when the lab has no such host */
  at(host: string): { port: number; socketPath: string; uri: string };
  /** Connections that a host has now. */
  clients(host: string): number;
  /** Of all hosts, as the settings of a source have them: `qemu+tcp://127.0.0.1:16001/system`. */
  uris(): string[];
  /** Brings in line what listens with the hosts of the world, which may be another one now; whoever is connected is not. */
  follow(): Promise<void>;
  stop(): Promise<void>;
}

/** libvirt of every host of the world, each at a port and a socket of its own, all in this process. */
export async function startHypervisors(
  given: Partial<LabContext> & { readonly world: World },
  { keepaliveMs = 5_000, onError = report }: HypervisorsOptions = {},
): Promise<RunningHypervisors> {
  const lab: LabContext = {
    // The world of a lab is replaced when it is reset: it is asked for anew each time.
    get world() {
      return given.world;
    },
    faults: given.faults ?? new Faults(() => given.world),
    requests: given.requests ?? new RequestLog(),
    latencyMs: given.latencyMs ?? 0,
  };
  let folder = '';
  const endpoints = new Map<string, HostEndpoint>();
  let forget = () => {};
  let followed: World | undefined;
  let work: Promise<void> = Promise.resolve();

  const bring = async (name: string) => {
    const host = lab.world.hypervisors.get(name);
    const endpoint = endpoints.get(name) ?? endpointFor(name);
    if (!host?.facts.up) await endpoint.close();
    else {
      await endpoint.open(host.facts.port || endpoint.port);
      if (host.facts.port !== endpoint.port) {
        host.facts.port = endpoint.port;
        lab.world.changed();
      }
    }
    if (!host) endpoints.delete(name);
  };
  const endpointFor = (host: string) => {
    // The path of a socket has 107 bytes at most, names of hosts up to 253.
    const socketPath = join(folder, createHash('sha256').update(host).digest('hex').slice(0, 16));
    const endpoint = new HostEndpoint({ lab, host, socketPath, keepaliveMs, onError });
    endpoints.set(host, endpoint);
    return endpoint;
  };
  const bringAll = async () => {
    const { hypervisors } = lab.world;
    if (folder === '' && hypervisors.size > 0) folder = await mkdtemp(join(tmpdir(), 'lab-hv-'));
    if (followed !== lab.world) {
      followed = lab.world;
      forget();
      for (const endpoint of endpoints.values()) endpoint.drop();
      forget = hypervisors.onEvent((event) => {
        endpoints.get(event.host)?.hear(event);
        if (event.of === 'host') void running.follow().catch(onError);
      });
    }
    const names = new Set([...endpoints.keys(), ...[...hypervisors].map(({ id }) => id)]);
    await Promise.all([...names].map(bring));
  };

  const at = (name: string) => {
    const endpoint = endpoints.get(name);
    const host = lab.world.hypervisors.get(name);
    if (!endpoint || !host) throw new Error(`no host ${name} in the lab`);
    const { socketPath } = endpoint;
    return { port: host.facts.port, socketPath, uri: uriOf(host) };
  };
  const running: RunningHypervisors = {
    faults: lab.faults,
    requests: lab.requests,
    at,
    clients: (host) => endpoints.get(host)?.clients ?? 0,
    uris: () => [...lab.world.hypervisors].map(uriOf),
    follow() {
      const done = work.then(bringAll);
      work = done.catch(onError);
      return done;
    },
    async stop() {
      forget();
      await work;
      await Promise.all([...endpoints.values()].map((endpoint) => endpoint.close()));
      if (folder !== '') await rm(folder, { recursive: true, force: true });
    },
  };
  await running.follow();
  return running;
}

/** As the settings of a source have it. */
export const uriOf = ({ facts: { driver, port } }: Hypervisor): string =>
  `${driver}+tcp://127.0.0.1:${port}/${driver === 'test' ? 'default' : 'system'}`;

const report = (error: unknown) => {
  process.stderr.write(`lab: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
};
