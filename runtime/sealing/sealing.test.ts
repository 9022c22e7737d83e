import { expect, test } from 'vitest';
import { SealError } from './envelope.ts';
import {
  deriveSecret,
  keyCheck,
  keyedDigest,
  newDataKey,
  openValue,
  sealValue,
  unwrapDataKey,
  wrapDataKey,
  type SealedPlace,
} from './sealing.ts';

const master = Buffer.alloc(32, 7);
const otherMaster = Buffer.alloc(32, 8);
const place: SealedPlace = { table: 'sources', row: '018f', field: 'apiToken', version: 1 };

test.each(['', 'token', 'naïve \u{1F511} clé', 'x'.repeat(100_000)])('a sealed text opens again', (text) => {
  const dataKey = newDataKey();
  const wrapped = wrapDataKey(master, dataKey, 'source-1');
  const sealed = sealValue(dataKey, text, place);
  expect(sealed).toMatch(/^v1\.[\w-]+$/);
  expect(openValue(unwrapDataKey(master, wrapped, 'source-1'), sealed, place)).toBe(text);
});

test('the same text never seals to the same value', () => {
  const dataKey = newDataKey();
  expect(sealValue(dataKey, 'token', place)).not.toBe(sealValue(dataKey, 'token', place));
});

test.each<[string, Partial<SealedPlace>]>([
  ['table', { table: 'teams' }],
  ['row', { row: '018e' }],
  ['field', { field: 'apiKey' }],
  ['version', { version: 2 }],
  ['a shifted border', { table: 'sources018f', row: '' }],
])('a value of another place does not open: %s', (_name, change) => {
  const dataKey = newDataKey();
  const sealed = sealValue(dataKey, 'token', place);
  expect(() => openValue(dataKey, sealed, { ...place, ...change })).toThrow(SealError);
});

test('every altered byte is noticed', () => {
  const dataKey = newDataKey();
  const sealed = sealValue(dataKey, 'token', place);
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let i = 0; i < bytes.length; i++) {
    const altered = Buffer.from(bytes);
    altered[i]! ^= 1;
    expect(() => openValue(dataKey, `v1.${altered.toString('base64url')}`, place)).toThrow(SealError);
  }
});

test.each(['', 'v1', 'v1.', 'v1.AAAA', 'v2.AAAA', 'plain text', 'v1.AAAA.AAAA'])('"%s" is no sealed value', (text) => {
  expect(() => openValue(newDataKey(), text, place)).toThrow(SealError);
});

test('other keys and other owners do not open', () => {
  const dataKey = newDataKey();
  const wrapped = wrapDataKey(master, dataKey, 'source-1');
  expect(() => unwrapDataKey(otherMaster, wrapped, 'source-1')).toThrow(SealError);
  expect(() => unwrapDataKey(master, wrapped, 'source-2')).toThrow(SealError);
  expect(() => openValue(newDataKey(), sealValue(dataKey, 'token', place), place)).toThrow(SealError);
  expect(() => openValue(dataKey, wrapped, place)).toThrow(SealError);
});

test('what is derived is steady, differs by purpose and by key, and fits a connection URL', () => {
  expect(deriveSecret(master, 'login web')).toBe(deriveSecret(master, 'login web'));
  const derived = [
    deriveSecret(master, 'login web'),
    deriveSecret(master, 'login worker'),
    deriveSecret(otherMaster, 'login web'),
    keyCheck(master),
    keyCheck(otherMaster),
    keyedDigest(master, 'login web'),
    keyedDigest(otherMaster, 'login web'),
    keyedDigest(master, 'login web2'),
  ];
  expect(new Set(derived).size).toBe(derived.length);
  for (const secret of derived) expect(secret).toMatch(/^[\w-]{43}$/);
  expect(keyedDigest(master, 'x')).toBe(keyedDigest(master, 'x'));
});
