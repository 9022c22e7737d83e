import { execFile } from 'node:child_process';
import { repositoryRoot } from '../../runtime/repository-root.ts';

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** `switchyard <args>` in a process of its own, with this environment and no other. `soFar`: its standard output; `kill`: at once, as a power cut does. */
export function switchyard(
  args: readonly string[],
  env: Record<string, string>,
): { ended: Promise<Ended>; soFar(): string; kill(): void } {
  let kill = () => {};
  let soFar = '';
  const ended = new Promise<Ended>((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'bin/switchyard.ts', ...args],
      { cwd: repositoryRoot, maxBuffer: 64 * 1024 * 1024, env: { PATH: process.env['PATH'], ...env } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
    child.stdin?.end();
    child.stdout?.on('data', (text: string) => (soFar += text));
    kill = () => child.kill('SIGKILL');
  });
  return { ended, soFar: () => soFar, kill: () => kill() };
}
