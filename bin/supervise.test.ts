import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { repositoryRoot } from '../runtime/repository-root.ts';
import { isAlive } from '../runtime/postgres/process-info.ts';
import { supervise, type Supervised } from './supervise.ts';

let folder: string;
let child: Supervised | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-supervise-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  child?.kill();
  await sleep(50);
  rmSync(folder, { recursive: true, force: true });
});

/** A part whose `start` is given; it appends what happens to the file `events`. */
function run(start: string): Supervised {
  const entry = join(folder, 'part.mts');
  writeFileSync(
    entry,
    `import { appendFileSync } from 'node:fs';
     import { serve } from ${JSON.stringify(join(repositoryRoot, 'bin/serve.ts'))};
     import { StartError } from ${JSON.stringify(join(repositoryRoot, 'runtime/start-error.ts'))};
     const note = (line) => appendFileSync(${JSON.stringify(join(folder, 'events'))}, line + '\\n');
     const stop = async () => note('stopped');
     note('pid ' + process.pid);
     await serve(async (go) => { ${start} });`,
  );
  const program = { entry, execArgv: ['--import', join(repositoryRoot, 'node_modules/tsx/dist/loader.mjs')] };
  child = supervise({ name: 'part', go: { type: 'go', databaseUrl: 'postgres://x', masterKey: 'a2V5' }, program });
  return child;
}

const events = () =>
  existsSync(join(folder, 'events')) ? readFileSync(join(folder, 'events'), 'utf8').trim().split('\n') : [];
const pids = () => events().flatMap((line) => (line.startsWith('pid ') ? [Number(line.slice(4))] : []));

async function until(done: () => boolean): Promise<void> {
  while (!done()) await sleep(20);
}

test('hands over what must not stand in the environment, tells the address, stops in order', async () => {
  vi.stubEnv('DATABASE_URL', 'postgres://owner');
  const part = run(
    `note(go.databaseUrl + ' ' + (process.env.DATABASE_URL ?? 'none')); return { url: 'http://here', facts: { a: 'b' }, stop };`,
  );
  expect(await part.ready).toMatchObject({ url: 'http://here', facts: { a: 'b' } });
  await part.stop();
  expect(events().slice(1)).toEqual(['postgres://x none', 'stopped']);
  expect(pids().some(isAlive)).toBe(false);
});

test('a StartError comes across as one', async () => {
  const part = run(`throw new StartError('PORT 3000 is taken');`);
  await expect(part.ready).rejects.toMatchObject({ name: 'StartError', message: 'PORT 3000 is taken' });
  await part.stop();
});

test('an end before it is ready is told, and not tried again', async () => {
  const part = run(`process.exit(7);`);
  await expect(part.ready).rejects.toThrow('the part ended with code 7 before it was ready');
  await sleep(800);
  expect(pids()).toHaveLength(1);
});

test('a part that crashes is started again', async () => {
  const part = run(`return { stop };`);
  await part.ready;
  process.kill(pids()[0]!, 'SIGKILL');
  await until(() => pids().length === 2);
  process.kill(pids()[1]!, 'SIGKILL');
  await until(() => pids().length === 3);
  await part.stop();
  expect(isAlive(pids()[2]!)).toBe(false);
});

test('a part that does not stop is killed with the last means', async () => {
  const part = run(`return { stop: () => new Promise(() => setInterval(() => {}, 1000)) };`);
  await part.ready;
  part.kill();
  await until(() => !isAlive(pids()[0]!));
});

test('Ctrl-C in the terminal leaves the order of ending to the supervisor', async () => {
  const part = run(`process.on('SIGINT', () => note('heard')); return { stop };`);
  await part.ready;
  process.kill(pids()[0]!, 'SIGINT');
  await until(() => events().includes('heard'));
  await sleep(100);
  expect(isAlive(pids()[0]!)).toBe(true);
  await part.stop();
  expect(events()).toContain('stopped');
});

test('a part whose supervisor is killed ends', async () => {
  const lines = join(folder, 'supervisor.mts');
  writeFileSync(
    lines,
    `import { supervise } from ${JSON.stringify(join(repositoryRoot, 'bin/supervise.ts'))};
     const program = { entry: ${JSON.stringify(join(folder, 'part.mts'))}, execArgv: process.execArgv };
     const part = supervise({ name: 'part', go: { type: 'go', databaseUrl: '', masterKey: '' }, program });
     await part.ready;
     process.kill(process.pid, 'SIGKILL');`,
  );
  const first = run(`return { stop };`);
  await first.ready;
  await first.stop();
  appendFileSync(join(folder, 'events'), 'second\n');
  const supervisor = spawnSync(process.execPath, [
    '--import',
    join(repositoryRoot, 'node_modules/tsx/dist/loader.mjs'),
    lines,
  ]);
  expect(supervisor.signal).toBe('SIGKILL');
  await until(() => events().slice(events().indexOf('second')).includes('stopped') && !isAlive(pids()[1]!));
});
