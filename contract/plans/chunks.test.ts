import { describe, expect, it } from 'vitest';
import { chunksOf, purgesOf } from './chunks.ts';
import type { RecordSetImage } from './record-set-image.ts';
import type { RecordSetChange } from './steps.ts';
import { imageOf } from './test-image.ts';

const set = (name: string, contents: string[], type = 'A') => imageOf(name, contents, { type });
const change = (before: RecordSetImage | null, after: RecordSetImage | null): RecordSetChange => ({
  id: null,
  before,
  after,
});
const many = (count: number) => Array.from({ length: count }, (_, number) => `192.0.2.${number}`);
const names = (chunks: RecordSetChange[][]) =>
  chunks.map((chunk) => chunk.map(({ before, after }) => (after ?? before)?.name));

describe('chunksOf', () => {
  it('counts by operations: the longer side of each set', () => {
    const changes = [
      change(set('a.example', many(150)), set('a.example', ['192.0.2.9'])),
      change(null, set('b.example', many(50))),
      change(set('c.example', many(10)), null),
      change(set('d.example', many(3)), set('d.example', many(190))),
    ];
    const free = { system: 'cloudflare', plan: 'free' };
    expect(names(chunksOf(changes, free))).toEqual([
      ['a.example', 'b.example'],
      ['c.example', 'd.example'],
    ]);
    expect(chunksOf(changes, { ...free, plan: null })).toHaveLength(2);
    for (const plan of ['pro', 'business', 'enterprise', 'Enterprise Website'])
      expect(chunksOf(changes, { ...free, plan })).toEqual([changes]);
  });

  it('leaves what happens at one name in one write, in the order of names', () => {
    const changes = [
      change(set('a.example', many(100)), null),
      change(null, set('z.example', many(100))),
      change(null, set('a.example', ['other.example'], 'CNAME')),
    ];
    const chunks = chunksOf(changes, { system: 'cloudflare', plan: 'free' });
    expect(chunks).toEqual([[changes[0], changes[2]], [changes[1]]]);
  });

  it('gives a name that is too much for one write a write of its own, and loses nothing', () => {
    const changes = [
      change(null, set('a.example', ['192.0.2.1'])),
      change(null, set('b.example', many(201))),
      change(null, set('c.example', ['192.0.2.1'])),
    ];
    expect(names(chunksOf(changes, { system: 'cloudflare', plan: 'free' }))).toEqual([
      ['a.example'],
      ['b.example'],
      ['c.example'],
    ]);
    expect(chunksOf([], { system: 'cloudflare', plan: 'free' })).toEqual([]);
  });

  it('keeps a PATCH of PowerDNS within 5,000 sets and 2 MB', () => {
    const small = Array.from({ length: 5001 }, (_, number) => change(null, set(`n${number}.example`, ['192.0.2.1'])));
    expect(chunksOf(small, { system: 'powerdns', plan: null }).map((chunk) => chunk.length)).toEqual([5000, 1]);
    const large = small.map(({ after }) => change(null, { ...after!, values: set('', many(100)).values }));
    for (const chunk of chunksOf(large, { system: 'powerdns', plan: null }))
      expect(JSON.stringify(chunk.map(({ after }) => after?.values)).length).toBeLessThan(2_000_000);
  });

  it('has nothing for a system that cannot be written', () => {
    expect(() => chunksOf([], { system: 'aws', plan: null })).toThrow(/aws/);
  });
});

describe('purgesOf', () => {
  it('names a hundred at a time', () => {
    const hosts = Array.from({ length: 250 }, (_, number) => `h${number}.example`);
    const purges = purgesOf({ hosts });
    expect(purges.map((purge) => purge.hosts?.length)).toEqual([100, 100, 50]);
    expect(purges.flatMap((purge) => purge.hosts)).toEqual(hosts);
    expect(purgesOf({ everything: true })).toEqual([{ everything: true }]);
    expect(purgesOf({ tags: ['a'] })).toEqual([{ tags: ['a'] }]);
  });
});
