import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';
import { readPidFile } from './pid-file.ts';
import { isPostgresOn, postgresProcessesOn, signal, waitUntil } from './process-info.ts';

/**
 * Ends what an earlier life left running on the directory: kill -9 of its parent leaves the whole server, kill -9 of the
 * postmaster leaves busy backends, and either makes the next start refuse ("lock file already exists", "pre-existing
 * shared memory block is still in use"). What was committed is safe: this is what crash recovery is for.
 *
 * Only a process that is shown to be a postgres on this directory is touched; a pid file whose number now belongs to
 * something else is removed.
 * @returns whether a server was running
 * @throws StartError when something cannot be ended
 */
export async function endLeftovers(home: string): Promise<boolean> {
  const pid = readPidFile(home)?.pid;
  const running = pid !== undefined && isPostgresOn(pid, home);
  if (running) await end(() => (isPostgresOn(pid, home) ? [pid] : []), home, ['SIGINT', 'SIGQUIT', 'SIGKILL'], 20_000);
  // Auxiliary processes follow their postmaster by themselves within moments; what stays is a backend in mid-query.
  await waitUntil(() => postgresProcessesOn(home).length === 0, 1000);
  await end(() => postgresProcessesOn(home), home, ['SIGQUIT', 'SIGKILL'], 3000);
  const stale = readPidFile(home)?.pid;
  if (stale !== undefined && numberInUse(stale) && !isPostgresOn(stale, home))
    rmSync(join(home, 'postmaster.pid'), { force: true });
  return running;
}

/** As PostgreSQL itself asks before it refuses: zombies and processes of others count. */
function numberInUse(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function end(find: () => number[], home: string, signals: NodeJS.Signals[], patienceMs: number): Promise<void> {
  for (const name of signals) {
    const pids = find();
    if (pids.length === 0) return;
    try {
      for (const pid of pids) signal(pid, name);
    } catch (error) {
      throw new StartError(
        `A PostgreSQL of another user still runs on ${home} (process ${pids[0]}): ${(error as Error).message}`,
      );
    }
    if (await waitUntil(() => find().length === 0, patienceMs)) return;
  }
  throw new StartError(`A PostgreSQL that runs on ${home} (process ${find()[0]}) cannot be ended`);
}
