import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { selfSignedCertificate } from '../../../lab/certificate.ts';
import { addressPolicy } from '../../../runtime/http/address-policy.ts';
import { dial } from './dial.ts';
import { hostsOf } from './hosts-of-source.ts';

const server = createServer((socket) => void socket.on('error', () => {}));
const [ours, other] = [selfSignedCertificate(), selfSignedCertificate()];
beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
afterAll(() => void server.close());

it.each([
  ['clientCertificate', 'clientCertificate is no certificate (PEM)', { clientCertificate: 'none' }],
  ['clientKey', 'clientKey is no key without a passphrase (PEM)', { clientKey: 'none' }],
  ['clientKey', 'clientKey is not the key of clientCertificate', { clientKey: other.key }],
])('%s is named: %s', async (needs, message, wrong) => {
  const settings = {
    hosts: [`qemu+tls://127.0.0.1:${(server.address() as AddressInfo).port}/system`],
    caCertificate: ours.cert,
    clientCertificate: ours.cert,
    clientKey: ours.key,
    ...wrong,
  };
  const [host] = hostsOf({ id: 'x', name: 'x', settings, secrets: {} }).hosts;
  const how = {
    policy: addressPolicy({ allow: ['127.0.0.0/8'] }),
    timeoutMs: 5000,
    signal: new AbortController().signal,
  };
  await expect(dial(host!, how)).rejects.toMatchObject({ type: 'permanent', needs, message });
});
