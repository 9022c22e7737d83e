import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../runtime/free-port.ts';

export interface ScheduledEvent {
  InstanceEventId: string;
  Code: string;
  Description?: string;
  /** ISO 8601. */
  NotBefore?: string;
  NotAfter?: string;
  NotBeforeDeadline?: string;
}

/** A running moto (https://docs.getmoto.org), which keeps the state of an AWS account as AWS would. */
export interface Moto {
  url: string;
  /** The whole list of what is scheduled, by instance. */
  schedule(events: Record<string, ScheduledEvent[]>): Promise<void>;
  stop(): Promise<void>;
}

/** The Python that moto was installed for: often not the first on the path. */
function pythonOfMoto(): string | undefined {
  const scripts = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'moto_server'))
    .filter((path) => existsSync(path));
  const interpreters = scripts.map((path) => /^#!(\S*python\S*)/.exec(readFileSync(path, 'utf8'))?.[1]);
  return [...interpreters, 'python3', 'python'].find(
    (python) => python !== undefined && spawnSync(python, ['-c', 'import moto.server']).status === 0,
  );
}

/** @throws Error with moto's own words when it does not start */
export async function startMoto(): Promise<Moto> {
  const python = pythonOfMoto();
  if (!python) throw new Error('no Python here has moto[server]');
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-moto-'));
  const eventsFile = join(folder, 'events.json');
  const schedule = (events: Record<string, ScheduledEvent[]>) => writeFile(eventsFile, JSON.stringify(events));
  await schedule({});
  const port = await freePort();
  const server = spawn(python, [join(import.meta.dirname, 'moto_with_events.py'), String(port), eventsFile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-4000)));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    const ended = new Promise((end) => server.once('exit', end));
    if (server.exitCode === null && server.kill('SIGTERM')) await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${url}/moto-api/data.json`).catch(() => undefined);
    if (answer?.ok) return { url, schedule, stop };
    if (server.exitCode !== null) break;
    await sleep(100);
  }
  await stop();
  throw new Error(`moto did not start: ${said.trim()}`);
}
