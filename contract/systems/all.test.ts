import { expect, it } from 'vitest';
import { kinds } from '../kinds/all.ts';
import { sources } from '../kinds/sources.ts';
import { address } from './address.ts';
import { systemCards } from './all.ts';

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, name: string) =>
  schema.safeParse(name).success;

it('a source can be of each system', () => {
  for (const { name } of systemCards) expect(accepts(sources.fields.system.schema, name)).toBe(true);
  expect(accepts(sources.fields.system.schema, 'nobody')).toBe(false);
});

it('a kind that tells its provider knows all that provide it, and no others', () => {
  const told = kinds.flatMap((kind) =>
    'provider' in kind.fields ? [{ kind: kind.name, ...kind.fields.provider }] : [],
  );
  expect(told.length).toBeGreaterThan(0);
  for (const { kind, schema } of told)
    for (const { name, provides } of systemCards)
      expect([kind, name, accepts(schema, name)]).toEqual([kind, name, (provides as readonly string[]).includes(kind)]);
});

it('no address holds a password', () => {
  for (const wrong of [
    'https://reader:secret@dns.example.com',
    'https://reader@dns.example.com',
    'ftp://dns.example.com',
  ])
    expect([wrong, accepts(address, wrong)]).toEqual([wrong, false]);
  expect(accepts(address, 'https://dns.example.com:8081/a@b')).toBe(true);
});

it('no address has what would swallow the paths behind it', () => {
  for (const wrong of [
    'https://dns.example.com?x=',
    'https://dns.example.com/api/v1?x=1',
    'https://dns.example.com/#api',
    'https://dns.example.com?',
    'https://dns.example.com#',
  ])
    expect([wrong, accepts(address, wrong)]).toEqual([wrong, false]);
  expect(accepts(address, 'https://dns.example.com/base/path/')).toBe(true);
});
