import { expect, it } from 'vitest';
import { hostKeysOf } from './ssh-host-keys.ts';

const lines = [
  'hv1.example ssh-ed25519 AAAA1',
  'HV1.example,192.0.2.1 ecdsa-sha2-nistp256 AAAA2 a comment',
  '[hv1.example]:2222 ssh-ed25519 AAAA3',
  'hv10.example ssh-ed25519 AAAA4',
];

it('a host has its own keys alone, by name and port', () => {
  expect(hostKeysOf({ host: 'hv1.example', port: null }, lines)).toBe('ssh-ed25519 AAAA1\necdsa-sha2-nistp256 AAAA2');
  expect(hostKeysOf({ host: 'hv1.example', port: 22 }, lines)).toContain('AAAA1');
  expect(hostKeysOf({ host: 'hv1.example', port: 2222 }, lines)).toBe('ssh-ed25519 AAAA3');
  expect(hostKeysOf({ host: '192.0.2.1', port: null }, lines)).toBe('ecdsa-sha2-nistp256 AAAA2');
});

it('a host without a key is not trusted', () => {
  expect(() => hostKeysOf({ host: 'hv2.example', port: null }, lines)).toThrow('sshHostKeys has no key of hv2.example');
});
