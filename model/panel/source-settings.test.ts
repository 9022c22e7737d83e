import { expect, it } from 'vitest';
import { cardOf, checkSettings, refuseNewAddressWithOldSecrets } from './source-settings.ts';

/** What a source has, what is given instead, and which of the sealed secrets have to be given anew. */
function toGiveAnew(system: string, before: Record<string, unknown>, given: Record<string, unknown>): string[] {
  const card = cardOf(system);
  const after = checkSettings(card, given, card.secrets);
  try {
    refuseNewAddressWithOldSecrets(card, checkSettings(card, before, card.secrets).plain, after, card.secrets);
    return [];
  } catch (error) {
    return Object.keys((error as { errors: Record<string, string> }).errors);
  }
}

const databases = { group: 'g', servers: ['db1:5432', 'db2:5432'], user: 'reader' };

it.each([
  ['one more server', ['db1:5432', 'db2:5432', 'db3:5432']],
  ['another port', ['db1:5433', 'db2:5432']],
  ['another server in place of one', ['db1:5432', '192.0.2.1:5432']],
])('a database server is told no password that was not given for it: %s', (_what, servers) => {
  expect(toGiveAnew('postgres', databases, { ...databases, servers })).toEqual(['settings.password']);
  expect(toGiveAnew('postgres', databases, { ...databases, servers, password: 'known to who changes it' })).toEqual([]);
});

it.each([{ encryption: 'unverified' }, { caCertificate: '-----BEGIN CERTIFICATE-----' }])(
  'nor is a server that proves itself otherwise: %o',
  (other) => {
    expect(toGiveAnew('postgres', databases, { ...databases, ...other })).toEqual(['settings.password']);
  },
);

it('a password stays where it is when fewer are told it, or others of what it has changes', () => {
  expect(toGiveAnew('postgres', databases, { ...databases, servers: ['db2:5432'] })).toEqual([]);
  expect(toGiveAnew('postgres', databases, { ...databases, group: 'other', user: 'other' })).toEqual([]);
});

it('a key that one only signs with is told to nobody, so that hosts may come without it', () => {
  const room = { group: 'g', hosts: ['qemu+tls://hv1/system'] };
  expect(toGiveAnew('libvirt', room, { ...room, hosts: ['qemu+tls://hv1/system', 'qemu+ssh://hv2/system'] })).toEqual(
    [],
  );
});

it.each(['http://192.0.2.2:8081', 'https://192.0.2.1:8081', 'http://192.0.2.1:8082'])(
  'a key of an API is not sent to %s instead',
  (url) => {
    const server = { url: 'http://192.0.2.1:8081', serverId: 'localhost' };
    expect(toGiveAnew('powerdns', server, { ...server, url })).toEqual(['settings.apiKey']);
    expect(toGiveAnew('powerdns', server, { ...server, url: 'http://192.0.2.1:8081/api' })).toEqual([]);
  },
);
