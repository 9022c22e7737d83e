import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../../runtime/repository-root.ts';

export interface KeptWorker {
  pid(): number;
  /** How often it had to be started again. */
  deaths(): number;
  kill(): Promise<void>;
}

/** A worker in a process of its own that is started again when it ends, as the supervisor does. */
export async function keepWorker(workerUrl: string, redisUrl?: string): Promise<KeptWorker> {
  let deaths = 0;
  let stopping = false;
  let child: ChildProcess;
  let ended: Promise<void>;
  const launch = (): Promise<void> =>
    new Promise((ready) => {
      child = fork(join(repositoryRoot, 'tests', 'faults', 'worker-process.ts'), {
        execArgv: ['--import', 'tsx'],
        env: { ...process.env, WORKER_URL: workerUrl, REDIS_URL: redisUrl, LOG_LEVEL: 'fatal' },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      child.once('message', () => ready());
      ended = new Promise((end) =>
        child.once('exit', () => {
          if (!stopping) {
            deaths += 1;
            setTimeout(() => void launch(), 500).unref();
          }
          end();
        }),
      );
    });
  await launch();
  return {
    pid: () => child.pid!,
    deaths: () => deaths,
    async kill() {
      stopping = true;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
