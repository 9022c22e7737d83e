import { describe, expect, it } from 'vitest';
import { absoluteName, canonicalContent, zoneFileContent } from './content.ts';

describe('canonicalContent', () => {
  it.each([
    ['A', '192.0.2.1', '192.0.2.1'],
    ['A', ' 192.0.2.1 ', '192.0.2.1'],
    ['A', 'nonsense', 'nonsense'],
    ['AAAA', '2001:DB8::0:1', '2001:db8::1'],
    ['CNAME', 'Target.Example.COM.', 'target.example.com'],
    ['CNAME', 'bücher.example', 'xn--bcher-kva.example'],
    ['CNAME', 'a..b', 'a..b'],
    ['NS', 'ns1.example.net.', 'ns1.example.net'],
    ['MX', '10 Mail.example.com.', '10 mail.example.com'],
    ['MX', '0 .', '0 .'],
    ['SRV', '10  5\t443 Host.example.com.', '10 5 443 host.example.com'],
    ['HTTPS', '1 . alpn="h2,h3"', '1 . alpn="h2,h3"'],
    ['SVCB', '1 Svc.example.com. port=8443', '1 svc.example.com port=8443'],
    [
      'SOA',
      'ns1.example.com. hostmaster.example.com. 7 10800 3600 604800 3600',
      'ns1.example.com hostmaster.example.com 7 10800 3600 604800 3600',
    ],
    ['TXT', 'plain', '"plain"'],
    ['CAA', '0 issue "ca.example"', '0 issue "ca.example"'],
    ['CAA', '0  issue ca.example', '0 issue "ca.example"'],
    ['CAA', '0 iodef "mailto:a b@ca.example"', '0 iodef "mailto:a b@ca.example"'],
    ['CAA', 'nonsense', 'nonsense'],
    ['DS', '60485 5 1 2BB183AF 5F225881', '60485 5 1 2bb183af5f225881'],
    ['TLSA', '3 1 1 0b9f aa', '3 1 1 0b9faa'],
    ['SSHFP', '4 2 aa bb', '4 2 aabb'],
    ['DS', 'nonsense', 'nonsense'],
    ['LUA', 'A "ifportup(443, {\'192.0.2.1\'})"', 'A "ifportup(443, {\'192.0.2.1\'})"'],
  ])('%s %s is %s', (type, content, canonical) => {
    expect(canonicalContent(type, content)).toBe(canonical);
    expect(canonicalContent(type, canonical)).toBe(canonical);
  });
});

describe('zoneFileContent', () => {
  it.each([
    ['A', '192.0.2.1', '192.0.2.1'],
    ['CNAME', 'target.example.com', 'target.example.com.'],
    ['MX', '10 mail.example.com', '10 mail.example.com.'],
    ['MX', '0 .', '0 .'],
    ['SRV', '10 5 443 host.example.com', '10 5 443 host.example.com.'],
    ['HTTPS', '1 . alpn="h2,h3"', '1 . alpn="h2,h3"'],
    ['TXT', '"grün"', '"gr\\195\\188n"'],
    ['TXT', '"💡" "plain"', '"\\240\\159\\146\\161" "plain"'],
    ['LUA', 'A ";return {}"', 'A ";return {}"'],
  ])('%s %s is %s', (type, content, written) => {
    expect(zoneFileContent(type, content)).toBe(written);
    expect(canonicalContent(type, written)).toBe(content);
  });
});

it('an escaped dot at the end is of the label', () => {
  expect(['a.example', 'a.example.', '.', 'a\\.', 'a\\\\.'].map(absoluteName)).toEqual([
    'a.example.',
    'a.example.',
    '.',
    'a\\..',
    'a\\\\.',
  ]);
});
