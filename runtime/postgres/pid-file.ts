import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running PostgreSQL says in its postmaster.pid (src/include/utils/pidfile.h: a fact a line). */
export interface PidFile {
  pid: number;
  port: number;
  ready: boolean;
}

export function readPidFile(home: string): PidFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(home, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  // The number is negative for a single-user server.
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isInteger(pid) || pid === 0) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}
