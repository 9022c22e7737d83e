import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { expect, it } from 'vitest';
import { selfSignedCertificate } from './certificate.ts';
import { type LabOptions, startTlsLab } from './start.ts';
import { ec2Client, refusalOf, testInput } from './testing/test-lab.ts';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { World } from './world/world.ts';

/** @returns the status, or the code of the error that the connection ended with */
function get(url: string, ca?: string): Promise<number | string> {
  return new Promise((done) => {
    const asked = request(`${url}/lab`, { ca }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    asked.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    asked.end();
  });
}

const options: LabOptions = { world: () => new World(testInput(1)) };

it('is one that OpenSSL can read, for a name and an address', () => {
  const certificate = new X509Certificate(selfSignedCertificate({ name: 'lab.example' }).cert);
  expect(certificate.subject).toBe('CN=lab.example');
  expect(certificate.subjectAltName).toBe('DNS:lab.example, IP Address:127.0.0.1');
  expect(certificate.verify(certificate.publicKey)).toBe(true);
});

it('is refused by whoever does not know it, and taken by whoever does', async () => {
  const lab = await startTlsLab(options);
  expect(await get(lab.url)).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(await get(lab.url, lab.cert)).toBe(200);
  const refused = await refusalOf(ec2Client(lab).send(new DescribeInstancesCommand({})));
  expect(refused.message).toMatch(/self-signed certificate/);
  await lab.stop();
});

it('may have expired, or be for another name', async () => {
  const yesterday = new Date(Date.now() - 24 * 3600_000);
  const expired = await startTlsLab({ ...options, certificate: { from: new Date(0), to: yesterday } });
  expect(await get(expired.url, expired.cert)).toBe('CERT_HAS_EXPIRED');
  await expired.stop();
  const misnamed = await startTlsLab({ ...options, certificate: { address: '192.0.2.1' } });
  expect(await get(misnamed.url, misnamed.cert)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  await misnamed.stop();
});
