import { describe, expect, it } from 'vitest';
import type { RecordSetImage } from '../plans/record-set-image.ts';
import { findSystemCard } from './all.ts';
import { nameServers, parseNameServer } from './name-server.ts';
import { imageOf } from '../plans/test-image.ts';

const set = (more: Partial<RecordSetImage> = {}, contents = ['192.0.2.1']) =>
  imageOf('www.example.com', contents, more);
const refused = (system: string, image: RecordSetImage, plan: string | null = 'free') =>
  findSystemCard(system)!.writes!.refuses(image, plan);

describe('what a provider refuses', () => {
  it.each([
    [set(), null],
    [set({ ttl: null }), null],
    [set({ ttl: 1 }), null],
    [set({ ttl: 59 }), /60 to 86400/],
    [set({ ttl: 86_401 }), /60 to 86400/],
    // A proxied set has the automatic one whatever is said.
    [set({ ttl: 5, proxied: true }), null],
    [set({ proxied: true, type: 'TXT' }, ['"x"']), /proxied/],
    [set({ comment: 'x'.repeat(101) }), /100 characters/],
    [set({}, []), /delete it/],
    [set({}, ['192.0.2.1', '192.0.2.1']), /twice/],
    [set({}, ['192.0.2.256']), /IPv4/],
    [set({ type: 'AAAA' }), /IPv6/],
    [set({ type: 'CNAME' }, ['a.example', 'b.example']), /one value/],
  ])('Cloudflare: %j %s', (image, why) => {
    const said = refused('cloudflare', image);
    if (why === null) expect(said).toBeNull();
    else expect(said).toMatch(why);
  });

  it('goes by the plan of the zone', () => {
    expect(refused('cloudflare', set({ ttl: 30 }), 'enterprise')).toBeNull();
    expect(refused('cloudflare', set({ ttl: 30 }), null)).toBeNull();
    expect(refused('cloudflare', set({ ttl: 30 }), 'pro')).toMatch(/60/);
    expect(refused('cloudflare', set({ comment: 'x'.repeat(101) }), 'pro')).toBeNull();
  });

  it.each([
    [set({ proxied: null, ttl: 0 }), null],
    [set({ ttl: null }), /TTL/],
    [set({ proxied: true }), /prox/],
    [set({ tags: ['a:b'] }), /tags/],
    [set({ type: 'LUA' }, ['A "os.exit()"']), /programs/],
    [set({}, []), /delete it/],
  ])('PowerDNS: %j %s', (image, why) => {
    const said = refused('powerdns', image, null);
    if (why === null) expect(said).toBeNull();
    else expect(said).toMatch(why);
  });
});

it('a name server is a host with or without a port', () => {
  expect(parseNameServer('192.0.2.1')).toMatchObject({ host: '192.0.2.1', port: 53 });
  expect(parseNameServer('127.0.0.1:5300')).toMatchObject({ host: '127.0.0.1', port: 5300 });
  expect(parseNameServer('[2001:db8::1]:5300')).toMatchObject({ host: '2001:db8::1', port: 5300 });
  expect(parseNameServer('NS1.example.com.')).toMatchObject({ host: 'ns1.example.com', port: 53 });
  for (const wrong of ['', 'a b', 'ns1.example.com:0', 'ns1.example.com:99999', 'https://ns1.example.com'])
    expect([wrong, nameServers.safeParse([wrong]).success]).toEqual([wrong, false]);
  expect(nameServers.safeParse(undefined).success).toBe(true);
});
