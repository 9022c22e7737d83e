import { describe, expect, test } from 'vitest';
import { addressPolicy } from './address-policy.ts';

const everything = ['0.0.0.0/0', '::/0'];

describe('refused always, also when the operator allows everything', () => {
  test.each([
    '169.254.169.254',
    '169.254.0.1',
    '169.254.170.2',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    '0.0.0.0',
    '0.1.2.3',
    '224.0.0.1',
    '239.255.255.250',
    '255.255.255.255',
    '::',
    'fe80::1',
    'FE80::1',
    'febf::1',
    'ff02::1',
    'ff0e::1',
    'fd00:ec2::254',
    'fd00:0ec2:0:0:0:0:0:254',
    'fd20:ce::254',
    '::ffff:169.254.169.254',
    '::FFFF:a9fe:a9fe',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '::ffff:0:169.254.169.254',
    '::169.254.169.254',
    '64:ff9b::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    '64:ff9b:1:a9fe:a9:fe00::',
    '2002:a9fe:a9fe::1',
    '2001:0:a9fe:a9fe::1',
    '2001:0:808:808:0:0:5601:5601', // Teredo, client 169.254.169.254 inverted
    '2600::5efe:a9fe:a9fe',
    '2600::200:5efe:a9fe:a9fe',
    '::ffff:0.0.0.0',
    '::ffff:224.0.0.1',
    'fe80::1%eth0',
    '::1%lo',
  ])('%s', (address) => {
    expect(addressPolicy({ allow: everything }).permits(address)).toMatchObject({ ok: false });
  });
});

describe('refused unless listed', () => {
  test.each([
    ['127.0.0.1', '127.0.0.0/8'],
    ['127.255.255.254', '127.0.0.0/8'],
    ['10.0.0.1', '10.0.0.0/8'],
    ['172.16.0.1', '172.16.0.0/12'],
    ['172.31.255.255', '172.16.0.0/12'],
    ['192.168.1.1', '192.168.1.0/24'],
    ['100.64.0.1', '100.64.0.0/10'],
    ['100.127.255.255', '100.64.0.0/10'],
    ['198.18.0.1', '198.18.0.0/15'],
    ['192.0.2.1', '192.0.2.0/24'],
    ['240.0.0.1', '240.0.0.0/4'],
    ['::1', '::1/128'],
    ['0:0:0:0:0:0:0:1', '::1/128'],
    ['fc00::1', 'fc00::/7'],
    ['fd12:3456::1', 'fd12:3456::/32'],
    ['fec0::1', 'fec0::/10'],
    ['2001:db8::1', '2001:db8::/32'],
    ['::ffff:127.0.0.1', '127.0.0.0/8'],
    ['::ffff:7f00:1', '127.0.0.0/8'],
    ['::ffff:10.0.0.1', '10.0.0.0/8'],
    ['::ffff:0:10.0.0.1', '10.0.0.0/8'],
    ['::10.0.0.1', '10.0.0.0/8'],
    ['64:ff9b::10.0.0.1', '10.0.0.0/8'],
    ['64:ff9b::c0a8:101', '192.168.0.0/16'],
    ['64:ff9b:1::10.0.0.1', '64:ff9b:1::/48'],
    ['2002:a00:1::1', '10.0.0.0/8'],
    ['2002:7f00:1::', '127.0.0.0/8'],
    ['2001:0:a00:1::1', '10.0.0.0/8'],
    ['2600::5efe:10.0.0.1', '10.0.0.0/8'],
  ])('%s (%s)', (address, network) => {
    expect(addressPolicy({ allow: [] }).permits(address)).toMatchObject({ ok: false });
    expect(addressPolicy({ allow: ['203.0.113.0/24', '3fff::/20'] }).permits(address)).toMatchObject({ ok: false });
    expect(addressPolicy({ allow: [network] }).permits(address)).toEqual({ ok: true });
  });
});

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00:1450::1',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
])('public and permitted: %s', (address) => {
  expect(addressPolicy({ allow: [] }).permits(address)).toEqual({ ok: true });
});

test.each([
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '127.1',
  '127.0.0.1.',
  '127.0.0.1 ',
  ' 8.8.8.8',
  '8.8.8.8/32',
  '[::1]',
  'localhost',
  '',
  '8.8.8.8\n',
  '１27.0.0.1',
  '::ffff:127.0.0.1%1',
])('not a plain address, refused whatever is allowed: "%s"', (text) => {
  expect(addressPolicy({ allow: everything }).permits(text)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('plain'),
  });
});

test('an IPv6 network in the list does not open its IPv4 twin and the reverse', () => {
  expect(addressPolicy({ allow: ['::/0'] }).permits('10.0.0.1')).toMatchObject({ ok: false });
  expect(addressPolicy({ allow: ['0.0.0.0/0'] }).permits('fd00::1')).toMatchObject({ ok: false });
});
