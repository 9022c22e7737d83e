import { fork } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../../runtime/repository-root.ts';

/** Starts a server process at LOG_LEVEL=debug and waits until it listens. @param hear all that it says */
export async function forkServer(
  webUrl: string,
  hear: (words: string) => void,
): Promise<{ url: string; kill(): Promise<void> }> {
  const child = fork(join(repositoryRoot, 'tests', 'faults', 'server-process.ts'), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, WEB_URL: webUrl, LOG_LEVEL: 'debug' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', hear);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    url,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
