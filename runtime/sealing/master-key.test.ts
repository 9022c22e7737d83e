import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartError } from '../start-error.ts';
import { loadMasterKey } from './master-key.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'switchyard-key-'));
});

afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

const bytes = Buffer.from(Array.from({ length: 32 }, (_, i) => i * 7));

test.each([
  ['hex', bytes.toString('hex')],
  ['upper-case hex', bytes.toString('hex').toUpperCase()],
  ['base64', bytes.toString('base64')],
  ['base64url', bytes.toString('base64url')],
])('SWITCHYARD_KEY as %s', (_name, key) => {
  expect(loadMasterKey({ key, dataDir })).toEqual(bytes);
  expect(readdirSync(dataDir)).toEqual([]);
});

test('a passphrase gives a steady key of 32 bytes, another passphrase another one', () => {
  const key = loadMasterKey({ key: 'correct horse battery staple', dataDir });
  expect(key).toHaveLength(32);
  expect(loadMasterKey({ key: 'correct horse battery staple', dataDir })).toEqual(key);
  expect(loadMasterKey({ key: 'correct horse battery stapler', dataDir })).not.toEqual(key);
});

test('without the setting a key file is made once, for its owner only', () => {
  const inside = join(dataDir, 'new', 'data');
  const key = loadMasterKey({ dataDir: inside });
  expect(key).toHaveLength(32);
  expect(loadMasterKey({ dataDir: inside })).toEqual(key);
  expect(readdirSync(inside)).toEqual(['key']);
  expect(statSync(join(inside, 'key')).mode & 0o777).toBe(0o600);
});

test('a key file that others may read is closed', () => {
  writeFileSync(join(dataDir, 'key'), bytes.toString('base64'));
  chmodSync(join(dataDir, 'key'), 0o644);
  expect(loadMasterKey({ dataDir })).toEqual(bytes);
  expect(statSync(join(dataDir, 'key')).mode & 0o777).toBe(0o600);
});

test('a damaged key file and an unwritable folder are one clear line', () => {
  writeFileSync(join(dataDir, 'key'), 'half a k');
  expect(() => loadMasterKey({ dataDir })).toThrow(StartError);
  expect(() => loadMasterKey({ dataDir })).toThrow(/key file .*does not hold a key/);
  expect(() => loadMasterKey({ dataDir: join(dataDir, 'key', 'below') })).toThrow(StartError);
});
