import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/**
 * A self-signed certificate, made anew each time, so that no private key lies in the repository. X.509 (RFC 5280) in
 * DER needs no more than this for one name and one address; an expired one is as easily had.
 */
export function selfSignedCertificate({
  name = 'localhost',
  address = '127.0.0.1',
  from = new Date(Date.now() - 3600_000),
  to = new Date(Date.now() + 30 * 24 * 3600_000),
}: { name?: string; address?: string; from?: Date; to?: Date } = {}): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(objectId([1, 2, 840, 10045, 4, 3, 2]));
  const subject = sequence(tagged(0x31, sequence(objectId([2, 5, 4, 3]), tagged(0x0c, Buffer.from(name)))));
  const names = sequence(tagged(0x82, Buffer.from(name)), tagged(0x87, Buffer.from(address.split('.').map(Number))));
  const extension = sequence(objectId([2, 5, 29, 17]), tagged(0x04, names));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    // GnuTLS refuses a number that begins with a needless zero byte (X.690 §8.3.2), as one of some hundred would.
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    subject,
    sequence(time(from), time(to)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(extension)),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const certificate = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  };
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => tagged(0x30, ...parts);
// A leading zero keeps a number positive whose first bit is set.
const integer = (bytes: Buffer) => tagged(0x02, Buffer.from([0]).subarray(0, (bytes[0] ?? 0) > 127 ? 1 : 0), bytes);
const time = (date: Date) => tagged(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));

function objectId([first = 0, second = 0, ...rest]: number[]): Buffer {
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups: number[] = [];
    for (let value = part; groups.length === 0 || value > 0; value = Math.floor(value / 128)) {
      groups.unshift((value % 128) | (groups.length > 0 ? 0x80 : 0));
    }
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}
