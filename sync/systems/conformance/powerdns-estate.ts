import { fixture, zoneName } from './dns-fixture.ts';

/** Zones for a real PowerDNS, in the words of its API. */

const rrset = (name: string, type: string, records: { content: string; disabled?: boolean }[], comment?: string) => ({
  name: `${name}.`,
  type,
  ttl: 60,
  records: records.map((record) => ({ disabled: false, ...record })),
  comments: comment === undefined ? [] : [{ content: comment, account: 'operator' }],
});

export const powerDnsZones = [
  {
    name: `${zoneName}.`,
    kind: 'Native',
    nameservers: [],
    rrsets: fixture.map(({ name, type, powerdns }) =>
      rrset(
        powerdns.name ?? name,
        type,
        powerdns.contents.map((content) => ({ content })),
      ),
    ),
  },
  {
    name: 'plain.example.',
    kind: 'Native',
    nameservers: [],
    rrsets: [
      rrset(
        'half.plain.example',
        'A',
        [{ content: '192.0.2.2', disabled: true }, { content: '192.0.2.1' }],
        'for the move',
      ),
      rrset('edit.plain.example', 'A', [{ content: '192.0.2.3' }]),
      rrset('other.plain.example', 'TXT', [{ content: '"one"' }, { content: '"two"' }]),
    ],
  },
];
