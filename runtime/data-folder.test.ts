import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDataFolder } from './data-folder.ts';
import { StartError } from './start-error.ts';

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-data-')));
});
afterEach(() => rmSync(home, { recursive: true }));

it('is made with the folders above it, and opened again', () => {
  const folder = join(home, 'a', 'b');
  expect(openDataFolder(folder)).toBe(folder);
  expect(openDataFolder(folder)).toBe(folder);
});

it('a file in its place is said in one line', () => {
  const file = join(home, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'below')]) expect(() => openDataFolder(path)).toThrow(StartError);
});

it.runIf(process.platform === 'linux')('a place where nobody can make a folder is said, not tried for ever', () => {
  expect(() => openDataFolder('/proc/switchyard/data')).toThrow(/cannot be written/);
});
