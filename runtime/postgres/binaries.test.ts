import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findBinaries, repair } from './binaries.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'switchyard-binaries-'));
  for (const folder of ['native/bin', 'native/lib']) mkdirSync(join(root, folder), { recursive: true });
  for (const program of ['initdb', 'postgres', 'pg_ctl']) {
    writeFileSync(join(root, 'native/bin', program), '');
    chmodSync(join(root, 'native/bin', program), 0o644);
  }
  writeFileSync(join(root, 'native/lib/libicuuc.so.60.2'), 'library');
  const links = ['native/lib/libicuuc.so', 'native/lib/libicuuc.so.60'];
  writeFileSync(
    join(root, 'native/pg-symlinks.json'),
    JSON.stringify(links.map((target) => ({ source: 'native/lib/libicuuc.so.60.2', target }))),
  );
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test('makes the links and modes that an install without scripts leaves out, and leaves them when they are there', () => {
  symlinkSync('gone', join(root, 'native/lib/libicuuc.so.60')); // dangling
  repair(root);
  repair(root);
  expect(readlinkSync(join(root, 'native/lib/libicuuc.so'))).toBe('libicuuc.so.60.2');
  expect(readFileSync(join(root, 'native/lib/libicuuc.so.60'), 'utf8')).toBe('library');
  expect(statSync(join(root, 'native/bin/initdb')).mode & 0o777).toBe(0o755);
});

test('the programs of this platform run', () => {
  expect(findBinaries().label).toMatch(/^18\..*-/);
});
