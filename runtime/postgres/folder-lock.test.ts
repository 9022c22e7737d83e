import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repositoryRoot } from '../repository-root.ts';
import { lockWithin, tryLock } from './folder-lock.ts';
import { processIdentity } from './process-info.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-lock-'));
  path = join(folder, 'lock');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('one holder at a time, within one process too; released it is free and leaves nothing', () => {
  const first = tryLock(path);
  expect(tryLock(path)).toEqual({ heldBy: process.pid });
  if ('release' in first) first.release();
  expect(readdirSync(folder)).toEqual([]);
  expect(tryLock(path)).toHaveProperty('release');
});

test.each([
  [
    'a process that is gone',
    JSON.stringify({ pid: spawnSync(process.execPath, ['-v']).pid, identity: 'x', nonce: '1' }),
  ],
  [
    'an earlier process of a number that lives again',
    JSON.stringify({ pid: process.pid, identity: 'another boot/1', nonce: '1' }),
  ],
  ['a torn write', '{"pid":'],
  ['nothing', ''],
])('the lock of %s is taken over', (_name, content) => {
  writeFileSync(path, content);
  expect(tryLock(path)).toHaveProperty('release');
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('a release does not take away what another holds by now', () => {
  const first = tryLock(path);
  const other = JSON.stringify({ pid: process.ppid, identity: processIdentity(process.ppid), nonce: '2' });
  writeFileSync(path, other);
  if ('release' in first) first.release();
  expect(tryLock(path)).toEqual({ heldBy: process.ppid });
});

test('of many processes that find a dead lock one gets it', async () => {
  writeFileSync(path, '{"pid":0,"identity":"","nonce":""}');
  const program = `const { tryLock } = await import(${JSON.stringify(join(repositoryRoot, 'runtime/postgres/folder-lock.ts'))});
    process.send('up');
    process.once('message', () => { process.send('release' in tryLock(${JSON.stringify(path)}) ? 'mine' : 'held'); });`;
  const script = join(folder, 'contender.mts');
  writeFileSync(script, program);
  const contenders = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const child = spawn(process.execPath, ['--import', 'tsx', script], {
        cwd: repositoryRoot,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      await new Promise((resolve) => child.once('message', resolve));
      return child;
    }),
  );
  const answers = contenders.map((child) => new Promise((resolve) => child.once('message', resolve)));
  for (const child of contenders) child.send('go');
  const said = await Promise.all(answers);
  for (const child of contenders) child.kill('SIGKILL');
  expect(said.sort()).toEqual(['held', 'held', 'held', 'held', 'held', 'mine']);
});

test('waits for the holder, and says who it is when that takes too long', async () => {
  const first = tryLock(path);
  await expect(lockWithin(path, 100)).rejects.toThrow(`held by process ${process.pid}`);
  const waiting = lockWithin(path, 20_000);
  if ('release' in first) first.release();
  (await waiting).release();
  expect(existsSync(path)).toBe(false);
});
