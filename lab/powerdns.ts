import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { freePort } from '../runtime/free-port.ts';
import { programNamed } from './program.ts';
import type { PowerDnsZone } from './world/powerdns-schema.ts';

const run = promisify(execFile);

export interface PowerDns {
  /** Without a path: the API is below `/api/v1`. */
  apiUrl: string;
  apiKey: string;
  dnsPort: number;
  stop(): Promise<void>;
}

const formerSchema = z.object({
  pid: z.number().int(),
  apiPort: z.number().int(),
  dnsPort: z.number().int(),
  apiKey: z.string(),
});
type Former = z.infer<typeof formerSchema>;

/**
 * A real PowerDNS authoritative server with an SQLite backend, run as whoever runs the lab, on free ports of the
 * loopback address. Its data stay in `stateDir`; zones that are there already are left as they are.
 * @returns undefined where no `pdns_server` is installed, or not with what its SQLite backend needs
 * @throws Error with PowerDNS's own words when it does not start
 */
export async function startPowerDns({
  stateDir,
  zones,
  seconds = 20,
  portFor = freePort,
}: {
  stateDir: string;
  zones: readonly PowerDnsZone[];
  seconds?: number;
  portFor?: typeof freePort;
}): Promise<PowerDns | undefined> {
  const program = await programNamed('pdns_server');
  if (!program) return undefined;
  const directory = resolve(stateDir, 'powerdns');
  await mkdir(directory, { recursive: true });
  const former = await formerServer(directory);
  if (former) await endLeftover(former.pid, directory);
  if (!(await makeDatabase(join(directory, 'zones.sqlite3')))) return undefined;
  const apiKey = former?.apiKey ?? randomBytes(24).toString('hex');
  for (let tries = 1; ; tries += 1)
    try {
      // The same address and key as last time, so that a source that was added then still works.
      const wanted = tries === 1 ? former : undefined;
      return await serve({ program, directory, apiKey, wanted, zones, seconds, portFor });
    } catch (error) {
      if (!(error instanceof PortTaken) || tries === MOST_TRIES) throw error;
    }
}

/** Between being found free and being taken by the server a port may become somebody else's. */
class PortTaken extends Error {}
const MOST_TRIES = 5;

async function serve({
  program,
  directory,
  apiKey,
  wanted,
  zones,
  seconds,
  portFor,
}: {
  program: string;
  directory: string;
  apiKey: string;
  wanted: Former | undefined;
  zones: readonly PowerDnsZone[];
  seconds: number;
  portFor: typeof freePort;
}): Promise<PowerDns> {
  const apiPort = await portFor(wanted?.apiPort);
  const dnsPort = await portFor(wanted?.dnsPort);
  await writeFile(join(directory, 'pdns.conf'), configuration({ directory, apiPort, dnsPort, apiKey }), {
    mode: 0o600,
  });
  const server = spawn(program, [`--config-dir=${directory}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  await writeFile(serverFile(directory), JSON.stringify({ pid: server.pid ?? 0, apiPort, dnsPort, apiKey }), {
    mode: 0o600,
  });
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const stop = () => end(server);
  try {
    await answers(server, apiUrl, apiKey, seconds);
    await seed(apiUrl, apiKey, zones);
  } catch (error) {
    await stop();
    throw error;
  }
  return { apiUrl, apiKey, dnsPort, stop };
}

const serverFile = (directory: string) => join(directory, 'server.json');

async function formerServer(directory: string): Promise<Former | undefined> {
  const text = await readFile(serverFile(directory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : formerSchema.safeParse(safeJson(text)).data;
}

/**
 * After a `kill -9` of the lab its PowerDNS is still there, holding the database and its ports. It is ended, by its
 * process id and only if that process is a `pdns_server` of this directory: ids are used again.
 */
async function endLeftover(pid: number, directory: string): Promise<void> {
  if (!(await isOurs(pid, directory))) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 50 && (await isOurs(pid, directory)); waited += 1) await pause(100);
  if (await isOurs(pid, directory)) process.kill(pid, 'SIGKILL');
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function isOurs(pid: number, directory: string): Promise<boolean> {
  const command = await commandOf(pid);
  return command.includes('pdns_server') && command.includes(`--config-dir=${directory}`);
}

async function commandOf(pid: number): Promise<string> {
  const listed = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (listed !== undefined || existsSync('/proc/self')) return (listed ?? '').replaceAll('\0', ' ');
  const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout;
}

/** PowerDNS wants the tables to be there; it brings their definition along, but in no place common to all systems. */
const schemaPaths = [
  '/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql',
  '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql',
  '/usr/share/doc/pdns/schema.sqlite3.sql',
  '/opt/homebrew/opt/pdns/share/doc/pdns/schema.sqlite3.sql',
];

/** @returns whether there is a database now */
async function makeDatabase(path: string): Promise<boolean> {
  if (existsSync(path)) return true;
  const schemaPath = schemaPaths.find((candidate) => existsSync(candidate));
  const [sqlite, python] = [await programNamed('sqlite3'), await programNamed('python3')];
  if (!schemaPath || !(sqlite ?? python)) return false;
  const schema = await readFile(schemaPath, 'utf8');
  const partial = `${path}.new`;
  await rm(partial, { force: true });
  if (sqlite) await run(sqlite, [partial, schema]);
  else if (python)
    await run(python, [
      '-c',
      'import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])',
      partial,
      schema,
    ]);
  await rename(partial, path);
  return true;
}

function configuration({ directory, apiPort, dnsPort, apiKey }: { directory: string } & Omit<Former, 'pid'>): string {
  return `${[
    'launch=gsqlite3',
    `gsqlite3-database=${join(directory, 'zones.sqlite3')}`,
    'api=yes',
    `api-key=${apiKey}`,
    'webserver=yes',
    'webserver-address=127.0.0.1',
    `webserver-port=${apiPort}`,
    'webserver-allow-from=127.0.0.1,::1',
    'local-address=127.0.0.1',
    `local-port=${dnsPort}`,
    `socket-dir=${directory}`,
    'daemon=no',
    'guardian=no',
    'disable-syslog=yes',
    'loglevel=3',
  ].join('\n')}\n`;
}

async function answers(server: ChildProcess, apiUrl: string, apiKey: string, seconds: number): Promise<void> {
  let said = '';
  const listen = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  };
  server.stdout?.on('data', listen);
  server.stderr?.on('data', listen);
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (/Address already in use/i.test(said)) throw new PortTaken(`a port of pdns_server was taken: ${said.trim()}`);
    if (server.exitCode !== null) throw new Error(`pdns_server ended with ${server.exitCode}: ${said.trim()}`);
    const response = await fetch(`${apiUrl}/api/v1/servers/localhost`, {
      headers: { 'x-api-key': apiKey },
      // Whoever took the port may say nothing at all.
      signal: AbortSignal.timeout(1000),
    }).catch(() => undefined);
    if (response?.ok) return;
    await pause(50);
  }
  throw new Error(`pdns_server did not answer within ${seconds} s: ${said.trim()}`);
}

/**
 * One request after the other: concurrent writes answer "database is locked" (PowerDNS/pdns#14564). A zone comes with
 * its record sets in one request, so that being killed here never leaves an empty one.
 */
async function seed(apiUrl: string, apiKey: string, zones: readonly PowerDnsZone[]): Promise<void> {
  for (const zone of zones) {
    const response = await fetch(`${apiUrl}/api/v1/servers/localhost/zones`, {
      method: 'POST',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify(zone),
    });
    // 409: the zone is there from a former run, with whatever has been done to it since.
    if (!response.ok && response.status !== 409) {
      throw new Error(`PowerDNS refuses zone ${zone.name}: ${response.status} ${await response.text()}`);
    }
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  const inTime = await Promise.race([ended.then(() => true), pause(5000, false, { ref: false })]);
  if (inTime) return;
  server.kill('SIGKILL');
  await ended;
}
