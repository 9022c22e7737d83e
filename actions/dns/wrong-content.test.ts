import { expect, it } from 'vitest';
import { wrongContent } from './wrong-content.ts';

it.each([
  ['A', ' 192.0.2.1 '],
  ['AAAA', '2001:DB8::0:1'],
  ['AAAA', '::ffff:192.0.2.1'],
  ['CNAME', 'www.example.com.'],
  ['MX', '10 mail.example.com'],
  ['MX', '0 .'],
  ['SRV', '10 5 5060 sip.example.com'],
  ['SRV', '0 0 0 .'],
  ['CAA', '0 issue "letsencrypt.org"'],
  ['CAA', '128 issuewild ";"'],
  ['CAA', '0 iodef "mailto:a b@example.com"'],
  ['DS', '60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118'],
  ['DS', '60485 5 1 2BB183AF5F22588179A5 3B0A98631FAD1A292118'],
  ['SSHFP', '4 2 aabb'],
  ['TLSA', '3 1 1 0b9f'],
  ['HTTPS', '1 .'],
  ['HTTPS', '1 svc.example.com alpn=h2,h3 ipv4hint=192.0.2.1'],
  ['NAPTR', '100 10 "u" "E2U+sip" "!^.*$!sip:a@example.com!" .'],
  ['URI', '10 1 "https://www.example.com/"'],
  ['TXT', 'whatever it is'],
  ['TYPE65534', '\\# 0'],
])('takes %s %s', (type, content) => {
  expect(wrongContent(type, content)).toBeNull();
});

it.each([
  ['A', '192.0.2.256', 'not an IPv4 address'],
  ['AAAA', '192.0.2.1', 'not an IPv6 address'],
  ['AAAA', 'fe80::1%eth0', 'not an IPv6 address'],
  ['CNAME', 'a..b', /empty label/],
  ['MX', 'mail.example.com', /^a preference and a name/],
  ['MX', '65536 mail.example.com', /^65536 is no number from 0 to 65535: a preference/],
  ['MX', '010 mail.example.com', /^010 is no number/],
  ['MX', '10 a..b', /empty label/],
  ['SRV', '1 2 x.example', /^priority, weight, port and name/],
  ['SRV', '1 2 70000 x.example', /^70000 is no number/],
  ['SRV', '1 2 3 a..b', /empty label/],
  ['CAA', 'letsencrypt.org', /^flags, tag and value/],
  ['CAA', '256 issue "x"', /^256 is no number/],
  ['DS', '1 2 3 xyz', /^not in hexadecimal: key tag/],
  ['SSHFP', '4 2 abc', /^not in hexadecimal/],
  ['TLSA', '3 1 0b9f', /^usage, selector/],
  ['SVCB', 'one .', /^one is no number/],
  ['NAPTR', '100 10', /^order, preference/],
  ['URI', 'https://www.example.com/', /^priority, weight/],
])('says what is wrong with %s %s', (type, content, words) => {
  expect(wrongContent(type, content)).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
});
