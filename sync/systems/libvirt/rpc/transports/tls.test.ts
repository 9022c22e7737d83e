import { createServer, type Server, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { selfSignedCertificate } from '../../../../../lab/certificate.ts';
import { addressPolicy } from '../../../../../runtime/http/address-policy.ts';
import { dialTls } from './tls.ts';

const policy = addressPolicy({ allow: ['127.0.0.0/8'] });
const own = selfSignedCertificate();
let server: Server;
afterEach(() => new Promise((closed) => server.close(closed)));

/** After the handshake libvirtd sends one byte ahead of every packet; what a real one does no otherwise, this one does. */
async function dialed(greet: (client: TLSSocket) => void, timeoutMs = 10_000): Promise<TLSSocket> {
  server = createServer({ ...own, ca: own.cert, requestCert: true }, (client) => {
    client.on('error', () => {});
    greet(client);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return dialTls({ host: 'localhost', port: address.port, policy, ca: own.cert, ...own, timeoutMs });
}

describe('the byte that accepts our certificate', () => {
  it.each([
    ['alone', [[1], [0, 0, 0, 28]]],
    [
      'together with the first bytes of a packet',
      [
        [1, 0, 0],
        [0, 28],
      ],
    ],
  ] as const)('is none of a packet’s when it comes %s', async (_how, parts) => {
    const socket = await dialed((client) => {
      const rest = parts.slice(1).map((part) => Buffer.from(part));
      // The second part once the first was heard: a record is read by itself.
      client.write(Buffer.from(parts[0]!));
      client.once('data', () => client.end(Buffer.concat(rest)));
    });
    socket.write('go on');
    const heard: Buffer[] = [];
    for await (const chunk of socket) heard.push(chunk as Buffer);
    expect(Buffer.concat(heard)).toEqual(Buffer.from([0, 0, 0, 28]));
  });

  it.each([
    ['is another', (client: TLSSocket) => client.write('HTTP/1.1 400'), 'protocol', 'this is not libvirtd'],
    ['is missing, and the connection ends', (client: TLSSocket) => client.end(), 'auth', 'tls_allowed_dn_list'],
  ] as const)('%s: it is said so', async (_how, greet, type, message) => {
    await expect(dialed((client) => void greet(client))).rejects.toMatchObject({
      type,
      message: expect.stringContaining(message),
    });
  });

  it('is not waited for without end', async () => {
    const dialing = dialed(() => {}, 100);
    await expect(dialing).rejects.toMatchObject({ type: 'unreachable', message: expect.stringContaining('100 ms') });
  });
});
