import { expect, it } from 'vitest';
import { contentFrom } from '../../../lab/cloudflare/record-input.ts';
import type { RecordType } from '../../../lab/world/cloudflare-schema.ts';
import { contentOf } from './content.ts';
import { recordBody } from './record-body.ts';

const hex = 'ab'.repeat(20);

it.each([
  ['A', '192.0.2.1', { content: '192.0.2.1' }],
  ['TXT', '"one" "two"', { content: '"one" "two"' }],
  ['MX', '10 mail.example.com', { priority: 10, content: 'mail.example.com' }],
  ['MX', 'mail.example.com', { content: 'mail.example.com' }],
  ['SRV', '10 5 443 host.example.com', { data: { priority: 10, weight: 5, port: 443, target: 'host.example.com' } }],
  ['CAA', '0 issue "ca.example; x=\\"y\\""', { data: { flags: 0, tag: 'issue', value: 'ca.example; x="y"' } }],
  ['URI', '10 1 "https://example.com/a b"', { priority: 10, data: { weight: 1, target: 'https://example.com/a b' } }],
  ['HTTPS', '1 . alpn="h2,h3" port=8443', { data: { priority: 1, target: '.', value: 'alpn="h2,h3" port=8443' } }],
  ['SVCB', '0 svc.example.com', { data: { priority: 0, target: 'svc.example.com', value: '' } }],
  ['SSHFP', `4 2 ${hex}`, { data: { algorithm: 4, type: 2, fingerprint: hex } }],
  ['TLSA', `3 1 1 ${hex}`, { data: { usage: 3, selector: 1, matching_type: 1, certificate: hex } }],
  ['DS', `12345 13 2 ${hex}`, { data: { key_tag: 12_345, algorithm: 13, digest_type: 2, digest: hex } }],
  ['DNSKEY', '257 3 13 AbCd+/==', { data: { flags: 257, protocol: 3, algorithm: 13, public_key: 'AbCd+/==' } }],
  ['CERT', '1 0 0 AbCd', { data: { type: 1, key_tag: 0, algorithm: 0, certificate: 'AbCd' } }],
  [
    'NAPTR',
    '100 10 "S" "SIP+D2U" "" _sip._udp.example.com.',
    {
      data: {
        order: 100,
        preference: 10,
        flags: 'S',
        service: 'SIP+D2U',
        regex: '',
        replacement: '_sip._udp.example.com.',
      },
    },
  ],
] as const)('%s %s is sent as fields, of which the API makes the same again', (type, content, body) => {
  expect(recordBody(type, content)).toEqual(body);
  const { priority, data, content: plain } = recordBody(type, content);
  const kept = contentFrom(type as RecordType, { content: plain, data });
  expect(contentOf(type, kept!, priority ?? (data?.['priority'] as number | undefined))).toBe(content);
});

it('reads places with and without what may be left out', () => {
  expect(recordBody('LOC', '51 30 12.5 N 0 7 39 W 0.00m 1.00m 10000.00m 10.00m').data).toMatchObject({
    lat_degrees: 51,
    lat_seconds: 12.5,
    lat_direction: 'N',
    long_minutes: 7,
    long_direction: 'W',
    precision_horz: 10_000,
  });
  expect(recordBody('LOC', '51 N 7 30 E -2m').data).toMatchObject({
    lat_minutes: 0,
    long_degrees: 7,
    long_minutes: 30,
    altitude: -2,
    size: 1,
  });
});

it.each([
  ['SRV', '10 5 443'],
  ['SRV', 'a b c host.example.com'],
  ['LOC', 'nowhere'],
  ['CAA', 'issue'],
])('what cannot be taken apart is left to the provider: %s %s', (type, content) => {
  expect(recordBody(type, content)).toEqual({ content });
});
