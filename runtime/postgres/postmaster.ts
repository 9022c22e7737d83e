import { spawn, type StdioOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { StartError } from '../start-error.ts';
import type { Cluster } from './cluster.ts';
import { cleanEnvironment } from './environment.ts';
import { readPidFile } from './pid-file.ts';
import { isAlive, signal, waitUntil } from './process-info.ts';

/** A running server that this process started. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Resolves with a line that says how it ended. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

export interface PostmasterOptions {
  settings: Record<string, string | number>;
  /** Tried first; another free one when it is taken. */
  port?: number;
  onLine: (line: string) => void;
  /** A file descriptor for its messages: then the server outlives this process. */
  logTo?: number;
}

const PORT_CLASH = /could not create any TCP\/IP sockets|could not bind|Address already in use/;
/** A backend that was killed is no process any more a moment before the kernel lets go of its memory. */
const STILL_ENDING = /pre-existing shared memory block/;
const ENDING_MS = 15_000;
const KEPT_LINES = 20;
const TRIES = 5;

/** @throws StartError made of the server's last lines */
export async function startPostmaster(cluster: Cluster, options: PostmasterOptions): Promise<Postmaster> {
  const patience = Date.now() + ENDING_MS;
  for (let attempt = 1; ; attempt++) {
    // PostgreSQL refuses port 0, so a free one is looked for; another program may take it before PostgreSQL does.
    const port = attempt === 1 && options.port !== undefined ? options.port : await freePort();
    const result = await tryStart(cluster, port, options);
    if ('pid' in result) return result;
    if (Date.now() < patience && result.lines.some((line) => STILL_ENDING.test(line))) {
      await sleep(200);
      attempt = 0;
      continue;
    }
    if (attempt === TRIES || !result.lines.some((line) => PORT_CLASH.test(line))) {
      const told = result.lines.filter((line) => /FATAL|PANIC|ERROR|HINT|DETAIL/.test(line)).slice(-3);
      const reason = (told.length > 0 ? told : result.lines.slice(-3))
        .map((line) => line.replace(/^.*?\b(FATAL|PANIC|HINT|DETAIL):\s*/, ''))
        .join(' ');
      throw new StartError(`The embedded PostgreSQL at ${cluster.home} did not start: ${reason || result.ended}`);
    }
  }
}

async function tryStart(
  cluster: Cluster,
  port: number,
  options: PostmasterOptions,
): Promise<Postmaster | { lines: string[]; ended: string }> {
  const settings = Object.entries({ ...options.settings, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const stdio: StdioOptions =
    options.logTo === undefined ? ['ignore', 'ignore', 'pipe'] : ['ignore', 'ignore', options.logTo];
  const child = spawn(cluster.binaries.postgres, ['-D', cluster.home, ...settings], {
    ...cluster.account,
    cwd: '/',
    env: cleanEnvironment(),
    stdio,
    // A group of its own: Ctrl-C in a terminal must reach Switchyard first, which stops its work and then the database.
    detached: true,
  });
  const lines: string[] = [];
  let rest = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString('utf8')).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      options.onLine(line);
    }
  });
  let over = false;
  const ended = new Promise<string>((resolve) => {
    const finish = (text: string) => {
      over = true;
      if (rest !== '') lines.push(rest);
      resolve(text);
    };
    child.on('error', (error) => finish(error.message));
    child.on(child.stderr ? 'close' : 'exit', (code, by) => finish(`PostgreSQL ended with ${by ?? `code ${code}`}`));
  });
  const { pid } = child;
  if (pid === undefined) return { lines, ended: await ended };
  if (options.logTo === undefined) {
    const lastAct = () => signal(pid, 'SIGINT');
    process.on('exit', lastAct);
    void ended.then(() => process.off('exit', lastAct));
  }
  const ready = () => {
    const file = readPidFile(cluster.home);
    return file?.pid === pid && file.ready;
  };
  // Recovery after a crash replays up to max_wal_size, minutes on a slow disk.
  await waitUntil(() => over || ready(), 15 * 60_000);
  if (over || !ready()) {
    if (!over) signal(pid, 'SIGQUIT');
    return { lines, ended: await ended };
  }
  if (options.logTo !== undefined) {
    child.unref();
    return { pid, port, ended, stop: () => stopPostmaster(pid) };
  }
  return {
    pid,
    port,
    ended,
    async stop() {
      await stopPostmaster(pid, () => over);
      await ended;
    },
  };
}

/** Fast shutdown; immediate when that does not end in a minute (recovery then repairs at the next start). */
export async function stopPostmaster(pid: number, over: () => boolean = () => !isAlive(pid)): Promise<void> {
  for (const [name, patienceMs] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ] as const) {
    if (over()) return;
    signal(pid, name);
    if (await waitUntil(over, patienceMs)) return;
  }
}
