import { expect, it } from 'vitest';
import { parseHostUri } from './host-uri.ts';
import { libvirt } from './libvirt.ts';
import { parseServerAddress, postgres } from './postgres.ts';

it.each([
  ['qemu+tls://HV1/system', 'qemu+tls://hv1:16514/system', 'hv1'],
  ['qemu+ssh://hv1/system', 'qemu+ssh://root@Hv1:22/system', 'hv1'],
  ['qemu+tcp://hv1/system', 'qemu://hv1/system', 'hv1'],
  ['qemu://[::1]/system', 'qemu://[0:0:0:0:0:0:0:1]/system', '[::1]'],
  ['qemu+tcp://[2001:DB8::1]:1234/system', 'qemu+tcp://[2001:db8:0::1]:1234/system', '[2001:db8::1]:1234'],
])('%s and %s are one host', (one, other, key) => {
  expect([parseHostUri(one)?.key, parseHostUri(other)?.key]).toEqual([key, key]);
  expect(libvirt.settings.safeParse({ hosts: [one, other] }).error?.issues).toMatchObject([
    { path: ['hosts'], message: 'two of these are the same host' },
  ]);
});

it('ports that are not the usual ones tell hosts apart', () => {
  const hosts = ['qemu+tls://hv1/system', 'qemu+tls://hv1:16509/system', 'qemu+tcp://hv1:16514/system'];
  expect(hosts.map((uri) => parseHostUri(uri)?.key)).toEqual(['hv1', 'hv1:16509', 'hv1:16514']);
});

it.each([
  ['db1', 'DB1:5432', 'db1:5432'],
  ['[::1]', '[0::0:1]:5432', '[::1]:5432'],
])('%s and %s are one server', (one, other, key) => {
  expect([parseServerAddress(one)?.key, parseServerAddress(other)?.key]).toEqual([key, key]);
  expect(postgres.settings.safeParse({ user: 'u', servers: [one, other] }).success).toBe(false);
});

it.each([
  'http://hv1/',
  'https://hv1:16514/system',
  'esx://hv1/',
  'esx+tls://hv1/',
  'vpx://hv1/dc',
  'hyperv://hv1',
  '://hv1/',
])('%s is no host: its driver is none that libvirtd has, and those that it has are named', (uri) => {
  expect(parseHostUri(uri)).toBeUndefined();
  const [issue] = libvirt.settings.safeParse({ hosts: ['qemu:///system', uri] }).error?.issues ?? [];
  expect(issue).toMatchObject({ path: ['hosts', 1], message: expect.stringContaining('qemu, lxc, xen') });
});

it('an address that lacks something else is told what one looks like', () => {
  for (const uri of ['hv1', 'qemu+tls://hv1', 'qemu+http://hv1/system', 'qemu+tls://root@hv1/system']) {
    const [issue] = libvirt.settings.safeParse({ hosts: [uri] }).error?.issues ?? [];
    expect(issue?.message).toBe('not an address such as qemu+tls://hv1.example.com/system');
  }
});

it('what stands in brackets and is no address is refused', () => {
  expect(parseHostUri('qemu://[1:2]/system')).toBeUndefined();
  expect(parseServerAddress('[::1::]')).toBeUndefined();
});
