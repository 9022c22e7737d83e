import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const linux = process.platform === 'linux';

/**
 * A text that tells this process from a later one with the same number: process numbers are reused, soonest in
 * containers, where each life begins again at 1. Undefined when no such process lives; a zombie does not live, although
 * `kill(pid, 0)` says so (a slow init keeps them for seconds).
 */
export function processIdentity(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (!linux) return ps(pid, 'lstart=');
  try {
    // proc(5): the name in brackets may hold spaces and brackets; after the last ")" come state (3) … starttime (22).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${bootId()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  return processIdentity(pid) !== undefined;
}

/** True when `pid` is a postgres whose data directory is `directory` (a real path): postmaster and backends work there. */
export function isPostgresOn(pid: number, directory: string): boolean {
  if (!isAlive(pid)) return false;
  if (!linux) {
    const command = ps(pid, 'command=') ?? '';
    return /\bpostgres\b/.test(command) && command.includes(directory);
  }
  try {
    if (readlinkSync(`/proc/${pid}/cwd`) !== directory) return false;
    return basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('postgres');
  } catch {
    return false; // ended meanwhile, or of another user and so not one that works on our directory
  }
}

/** Every postgres process that works on `directory`. Linux only: elsewhere backends do not tell their directory. */
export function postgresProcessesOn(directory: string): number[] {
  if (!linux) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isPostgresOn(pid, directory));
}

/** Waits until `done()`; false when it did not become true in time. */
export async function waitUntil(done: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (done()) return true;
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
}

/** Sends a signal; a process that is gone already is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function ps(pid: number, format: string): string | undefined {
  try {
    const ask = (field: string) =>
      execFileSync('ps', ['-o', field, '-p', String(pid)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    return ask('stat=').startsWith('Z') ? undefined : ask(format) || undefined;
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
