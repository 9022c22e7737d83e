import { fixture, zoneName } from './dns-fixture.ts';

/** A Cloudflare account for tests, in the words of the lab. */

export const accounts = { mine: 'a'.repeat(32), other: 'b'.repeat(32) };
export const zoneIds = {
  fixture: `${'0'.repeat(31)}1`,
  big: `${'0'.repeat(31)}2`,
  mixed: `${'0'.repeat(31)}3`,
  foreign: `${'0'.repeat(31)}4`,
};
export const token = {
  usual: 'usual-token-of-the-switchyard-lab-0123456789',
  /** Sees two accounts. */
  wide: 'wide-token-of-the-switchyard-lab-01234567890',
  /** May read zones and no records. */
  blind: 'blind-token-of-the-switchyard-lab-0123456789',
  /** Has an account without any zone. */
  idle: 'idle-token-of-the-switchyard-lab-01234567890',
};

const time = '2026-01-02T03:04:05.678901Z';

let issued = 0;
const record = (name: string, type: string, more: object) => {
  issued += 1;
  return {
    id: issued.toString(16).padStart(32, '0'),
    name,
    type,
    proxiable: false,
    proxied: false,
    ttl: 300,
    created_on: time,
    modified_on: time,
    ...more,
  };
};

const zone = (id: string, name: string, records: object[], more: object = {}) => ({
  id,
  name,
  accountId: accounts.mine,
  plan: 'enterprise',
  nameServers: ['Bob.ns.example', 'ada.ns.example'],
  createdOn: time,
  modifiedOn: time,
  activatedOn: time,
  records: { items: records },
  ...more,
});

const numbered = (count: number, make: (number: string) => object) =>
  Array.from({ length: count }, (_, index) => make(String(index).padStart(5, '0')));

/** Two pages. The first and the last by name are of another type than the many between them. */
const bigRecords = [
  ...numbered(5, (number) => record(`_probe-${number}.big.example`, 'TXT', { content: number })),
  ...numbered(2_500, (number) => record(`host-${number}.big.example`, 'A', { content: '192.0.2.1' })),
  // Values of one set, of which one page ends in the midst: 5 + 2,500 + 2,480 come before.
  ...numbered(2_480, (number) => record(`more-${number}.big.example`, 'A', { content: '192.0.2.2' })),
  ...numbered(60, (number) => record('set.big.example', 'AAAA', { content: `2001:db8::${Number(number) + 1}` })),
];

const mixedRecords = [
  record('same.mixed.example', 'A', {
    content: '192.0.2.1',
    ttl: 1,
    proxied: true,
    comment: 'web',
    tags: ['team:web'],
  }),
  record('same.mixed.example', 'A', {
    content: '192.0.2.2',
    ttl: 1,
    proxied: true,
    comment: 'web',
    tags: ['team:web'],
  }),
  record('differs.mixed.example', 'A', {
    content: '192.0.2.1',
    proxied: true,
    comment: 'one',
    tags: ['a:1'],
    modified_on: '2026-03-02T03:04:05Z',
  }),
  record('differs.mixed.example', 'A', { content: '192.0.2.2', ttl: 600, comment: 'two', tags: ['b:2'] }),
];

export const cloudflareEstate = {
  seed: 'conformance',
  cloudflare: {
    accounts: [
      { id: accounts.mine, name: 'Mine', createdOn: '2025-01-01T00:00:00Z' },
      { id: accounts.other, name: 'Other', createdOn: '2025-01-01T00:00:00Z' },
    ],
    tokens: [
      {
        id: '1'.repeat(32),
        token: token.usual,
        permissions: ['Account Read', 'Zone Read', 'DNS Read'],
        accountIds: [accounts.mine],
      },
      {
        id: '2'.repeat(32),
        token: token.wide,
        permissions: ['Account Read', 'Zone Read', 'DNS Read'],
        accountIds: [accounts.mine, accounts.other],
      },
      { id: '3'.repeat(32), token: token.blind, permissions: ['Zone Read'], accountIds: [accounts.mine] },
      {
        id: '4'.repeat(32),
        token: token.idle,
        permissions: ['Zone Read', 'DNS Read'],
        accountIds: [accounts.other],
        zoneIds: [],
      },
    ],
    zones: [
      zone(
        zoneIds.fixture,
        zoneName,
        fixture.flatMap((set) => set.cloudflare.map(({ name = set.name, ...given }) => record(name, set.type, given))),
      ),
      zone(zoneIds.big, 'big.example', bigRecords),
      zone(zoneIds.mixed, 'mixed.example', mixedRecords, { status: 'pending', type: 'partial', plan: 'free' }),
      zone(zoneIds.foreign, 'foreign.example', [], { accountId: accounts.other }),
    ],
  },
};
