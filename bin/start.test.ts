import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../runtime/free-port.ts';
import { readPidFile } from '../runtime/postgres/pid-file.ts';
import { isAlive, postgresProcessesOn, signal } from '../runtime/postgres/process-info.ts';
import { repositoryRoot } from '../runtime/repository-root.ts';

let dataDir: string;
const runs: ChildProcess[] = [];

beforeEach(() => {
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-start-')));
  chmodSync(dataDir, 0o755);
});

afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (run.exitCode === null && run.signalCode === null) {
      run.kill('SIGKILL');
      await new Promise((resolve) => run.once('exit', resolve));
    }
  }
  for (const pid of postgresProcessesOn(join(dataDir, 'postgres'))) signal(pid, 'SIGKILL');
  while (postgresProcessesOn(join(dataDir, 'postgres')).length > 0) await sleep(20);
  rmSync(dataDir, { recursive: true, force: true });
});

/** The program from its sources, as a person starts it. */
function switchyard(args: string[], env: Record<string, string> = {}) {
  const run = spawn(process.execPath, ['--import', 'tsx', 'bin/switchyard.ts', ...args], {
    cwd: repositoryRoot,
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  runs.push(run);
  let output = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => run.on('close', resolve));
  return {
    run,
    ended,
    output: () => output,
    async says(pattern: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        if (run.exitCode !== null || run.signalCode !== null) throw new Error(`it ended: ${output}`);
        await sleep(20);
      }
    },
  };
}

/** The processes below one, by /proc. */
function below(pid: number): number[] {
  const own = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return own.flatMap((child) => [child, ...below(child)]);
}

const answers = async (url: string): Promise<number> =>
  fetch(new URL('/healthz', url)).then(
    (answer) => answer.status,
    () => 0,
  );

test.runIf(process.platform === 'linux')(
  'starts, mends itself, stops; starts again after kill -9 and knows what it knew',
  async () => {
    const port = String(await freePort());
    const first = switchyard(['start'], { PORT: port });
    const [, url = ''] = await first.says(/ready at (\S+)/);
    expect(url).toBe(`http://127.0.0.1:${port}`);
    await first.says(/sign in as "admin" with the password \S{8,}/);
    expect(await answers(url)).toBe(200);

    // Every part is killed once; the whole recovers.
    const parts = below(first.run.pid!).filter((pid) => !postgresProcessesOn(join(dataDir, 'postgres')).includes(pid));
    const server = parts.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0server'));
    process.kill(server!, 'SIGKILL');
    while ((await answers(url)) === 200) await sleep(10);
    while ((await answers(url)) !== 200) await sleep(50);
    const postmaster = readPidFile(join(dataDir, 'postgres'))!.pid;
    process.kill(postmaster, 'SIGKILL');
    await first.says(/starting it again/);
    while (readPidFile(join(dataDir, 'postgres'))?.ready !== true || isAlive(postmaster)) await sleep(50);

    // Another start beside it.
    const beside = switchyard(['start'], { PORT: String(await freePort()) });
    expect(await beside.ended).toBe(1);
    expect(beside.output()).toMatch(/in use by another Switchyard \(process \d+\)\n$/);
    const migrate = switchyard(['migrate']);
    expect([await migrate.ended, migrate.output()]).toEqual([0, expect.stringContaining('the schema is up to date')]);

    first.run.kill('SIGKILL');
    await first.ended;

    const second = switchyard(['start'], { PORT: port });
    await second.says(/ready at/);
    expect(second.output()).toContain('ended a PostgreSQL that an earlier run had left behind');
    expect(second.output()).not.toContain('password');
    const everything = below(second.run.pid!);
    expect(everything.length).toBeGreaterThan(2);
    second.run.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(everything.filter(isAlive)).toEqual([]);
  },
);

async function refusal(env: Record<string, string>, args = ['start']): Promise<string> {
  const run = switchyard(args, env);
  expect(await run.ended).toBe(1);
  const lines = run.output().trim().split('\n');
  return lines.at(-1)!;
}

test('what cannot work is one clear line and exit code 1', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const file = join(dataDir, 'file');
  writeFileSync(file, '');
  mkdirSync(join(dataDir, 'damaged'));
  writeFileSync(join(dataDir, 'damaged', 'key'), 'no key');
  const free = { PORT: String(await freePort()) };
  const told = await Promise.all([
    refusal({ PORT: String(port) }),
    refusal({ ...free, DATA_DIR: join(file, 'below') }),
    refusal({ ...free, DATA_DIR: join(dataDir, 'damaged') }),
    refusal({ PORT: 'http' }),
    refusal({ ...free, DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }),
    refusal({}, ['worker']),
    refusal({ SWITCHYARD_URL: 'http://127.0.0.1:1', SWITCHYARD_TOKEN: 't' }, [
      'apply',
      '-f',
      join(repositoryRoot, 'none.yaml'),
    ]),
  ]);
  taken.close();
  expect(told).toEqual([
    expect.stringMatching(new RegExp(`^switchyard: PORT ${port} on 127\\.0\\.0\\.1 is taken`)),
    expect.stringMatching(/^switchyard: The data folder .* cannot be written/),
    expect.stringMatching(/^switchyard: Cannot use the key file/),
    expect.stringMatching(/^switchyard: PORT must be a port number/),
    expect.stringMatching(/^switchyard: DATABASE_URL: cannot connect/),
    expect.stringMatching(/^switchyard: DATABASE_URL is needed/),
    expect.stringMatching(/^switchyard: .*none\.yaml: there is no such file$/),
  ]);
});
