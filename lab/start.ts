import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsEndpoint } from './aws/aws-endpoint.ts';
import { selfSignedCertificate } from './certificate.ts';
import { CloudflareEndpoint } from './cloudflare/cloudflare-endpoint.ts';
import { handleControl } from './control.ts';
import type { ControlledLab } from './control/command.ts';
import { demoWorld } from './demo-estate.ts';
import { Faults } from './faults.ts';
import type { LabContext } from './lab-context.ts';
import { type RunningHypervisors, startHypervisors } from './libvirt/start.ts';
import type { ReplicaSet } from './postgres/replica-set.ts';
import { OneByOne } from './one-by-one.ts';
import { PowerDnsEndpoint } from './powerdns-endpoint.ts';
import { RequestLog } from './request-log.ts';
import { World } from './world/world.ts';
import { WorldFile } from './world/world-file.ts';

export interface LabOptions {
  host?: string;
  /** 0: any free one. */
  port?: number;
  /** Where the state is kept over restarts; left out: it is forgotten. */
  stateDir?: string;
  /** What there is at first, and after `reset`; the demo estate unless given. A stored state goes before it. */
  world?: () => World;
  /** What each answer takes at least, as over a real network. */
  latencyMs?: number;
  /** URL of a real PowerDNS API; it is then also found at `<url>/powerdns`, where it can be told to fail. */
  powerdnsApiUrl?: string;
  /** Of errors inside of the lab: a stand-in that fails by itself must say so. */
  onError?: (error: unknown) => void;
}

/**
 * A running lab. AWS is at `<url>/aws`, Cloudflare at `<url>/cloudflare/client/v4`, PowerDNS at `<url>/powerdns`,
 * the control at `<url>/lab`, and libvirt of each host where `hypervisors` tells.
 */
export interface Lab extends ControlledLab {
  url: string;
  port: number;
  powerdnsApiUrl: string | undefined;
  /** Whoever writes to PowerDNS past the lab takes a turn here: two at once are told 500. */
  readonly powerdnsWrites: OneByOne;
  databases: ReplicaSet | undefined;
  /** libvirt of the hosts of the world, which has no URL: each host listens by itself. */
  readonly hypervisors: RunningHypervisors;
  stop(): Promise<void>;
}

/** @throws Error (EADDRINUSE, EACCES) when the port cannot be had or the state directory cannot be used */
export function startLab(options: LabOptions = {}): Promise<Lab> {
  return start(options, (listener) => createServer(listener), 'http');
}

/** The same behind TLS, with a certificate that no client trusts by itself; `cert` is what to trust. */
export async function startTlsLab(
  options: LabOptions & { certificate?: Parameters<typeof selfSignedCertificate>[0] } = {},
): Promise<Lab & { cert: string }> {
  const { key, cert } = selfSignedCertificate(options.certificate);
  const lab = await start(options, (listener) => createTlsServer({ key, cert }, listener), 'https');
  return Object.assign(lab, { cert });
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

async function start(
  {
    host = '127.0.0.1',
    port = 0,
    stateDir,
    latencyMs = 0,
    world: firstWorld,
    powerdnsApiUrl,
    onError = report,
  }: LabOptions,
  create: (listener: Listener) => Server,
  scheme: string,
): Promise<Lab> {
  const file = stateDir === undefined ? undefined : new WorldFile(join(stateDir, 'world.json'), onError);
  const stored = await file?.read();
  const makeWorld = firstWorld ?? (() => demoWorld());
  let world = stored ? new World(stored) : makeWorld();
  const faults = new Faults(() => world);
  const requests = new RequestLog();
  const context: LabContext = {
    get world() {
      return world;
    },
    faults,
    requests,
    latencyMs,
  };
  const aws = new AwsEndpoint(context);
  const cloudflare = new CloudflareEndpoint(context);
  file?.follow(world);
  await file?.write();

  const hypervisors = await startHypervisors(context, { onError });

  const lab: Lab = {
    url: '',
    port: 0,
    powerdnsApiUrl,
    powerdnsWrites: new OneByOne(),
    databases: undefined,
    hypervisors,
    get world() {
      return world;
    },
    faults,
    requests,
    refill() {
      aws.refill();
      cloudflare.refill();
    },
    reset() {
      faults.heal();
      world = makeWorld();
      file?.follow(world);
      this.refill();
      world.changed();
      void hypervisors.follow().catch(onError);
    },
    async stop() {
      // Connections that a fault leaves hanging would keep the server from ever closing.
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
      await hypervisors.stop();
      await file?.close();
    },
  };
  const powerdns = new PowerDnsEndpoint(context, () => lab.powerdnsApiUrl, lab.powerdnsWrites);

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://lab');
    const [, service = ''] = url.pathname.split('/');
    const below = url.pathname.slice(service.length + 1);
    if (service === 'lab') return handleControl(lab, request, response, below);
    if (latencyMs > 0) await pause(latencyMs, undefined, { ref: false });
    if (service === 'aws') return aws.handle(request, response, url);
    if (service === 'cloudflare') return cloudflare.handle(request, response, below, url.searchParams);
    if (service === 'powerdns') return powerdns.handle(request, response, below, url.searchParams);
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('The lab has /aws, /cloudflare/client/v4, /powerdns and /lab.\n');
  };
  const server = create((request, response) => {
    route(request, response).catch((error: unknown) => {
      // A client that went away while its request was being read is no fault of the lab.
      if (request.destroyed && !request.complete) return;
      onError(error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('the lab itself has failed');
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  }).catch(async (error: unknown) => {
    await hypervisors.stop();
    throw error;
  });
  lab.port = (server.address() as AddressInfo).port;
  lab.url = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${lab.port}`;
  return lab;
}

const report = (error: unknown) => {
  process.stderr.write(`lab: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
};
