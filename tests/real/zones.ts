import type { PowerDnsZoneInput } from '../../lab/world/powerdns-schema.ts';

type Contents = string | string[];
const zone = (
  name: string,
  sets: [name: string, type: string, contents: Contents, ttl?: number][],
): PowerDnsZoneInput => ({
  name,
  rrsets: sets.map(([label, type, contents, ttl = 60]) => ({
    name: label === '' ? name : `${label}.${name}`,
    type,
    ttl,
    records: [contents].flat().map((content) => ({ content })),
  })),
});

/** Names that point at what runs in the AWS account, in every way that links are made of. */
export const estateZone = (aws: {
  web: string;
  moving: string;
  ending: string;
  elastic: string;
  inside: string;
  balancer: string;
  classic: string;
}) =>
  zone('estate.example.', [
    ['web', 'A', aws.web],
    ['moving', 'A', aws.moving],
    ['ending', 'A', aws.ending, 300],
    ['elastic', 'A', aws.elastic],
    ['inside', 'A', aws.inside],
    ['app', 'CNAME', `${aws.balancer}.`],
    ['www', 'CNAME', 'app.estate.example.'],
    ['old', 'CNAME', `${aws.classic.toUpperCase()}.`],
    ['elsewhere', 'A', '192.0.2.99'],
  ]);

const long = 'v=DKIM1; k=rsa; p='.padEnd(255, 'A');

/** Whatever can be written in more than one way, or in large numbers. */
export const oddZone = zone('xn--bcher-kva.example.', [
  ['', 'NS', ['ns1.xn--bcher-kva.example.', 'NS2.elsewhere.example.'], 3600],
  ['', 'MX', ['10 Mail.xn--bcher-kva.example.', '20 mail.elsewhere.example.']],
  ['', 'CAA', ['0 issue "ca.example"', '128 iodef "mailto:security@elsewhere.example"']],
  ['', 'TXT', ['"v=spf1 ip4:192.0.2.0/24 -all"', '"with \\"quotes\\", a back\\\\slash and a; semicolon"']],
  ['*', 'A', '192.0.2.7'],
  ['*.deep', 'TXT', '"below a name that does not exist"'],
  ['xn--mnchen-3ya', 'CNAME', 'www.xn--bcher-kva.example.'],
  ['WWW', 'AAAA', ['2001:db8::1', '2001:DB8:0:0:1:0:0:1', '2001:db8::ffff:c000:201']],
  ['hundred', 'A', Array.from({ length: 100 }, (_, n) => `198.51.100.${n}`), 120],
  ['hundred', 'AAAA', Array.from({ length: 100 }, (_, n) => `2001:db8:100::${n.toString(16)}`)],
  ['key._domainkey', 'TXT', [`"${long}" "${'B'.repeat(255)}" "end"`]],
  ['bytes', 'TXT', ['"gr\\195\\188n"', '"\\000\\255"', '""']],
  ['_sip._tcp', 'SRV', ['10 60 5060 sip1.xn--bcher-kva.example.', '10 40 5060 SIP2.elsewhere.example.', '0 0 0 .']],
  ['_dmarc', 'TXT', '"v=DMARC1; p=reject"', 0],
  ['1.2.0.192', 'PTR', 'www.xn--bcher-kva.example.', 2_147_483_647],
]);

/** Of which one is deleted later. */
export const leavingZone = zone(
  'leaving.example.',
  Array.from({ length: 12 }, (_, n) => [`host-${n}`, 'A', `192.0.2.${n}`] as [string, string, string]),
);
