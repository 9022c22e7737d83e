import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordSetImage } from '../../../contract/plans/record-set-image.ts';
import { addressPolicy } from '../../../runtime/http/address-policy.ts';
import { findNameServers } from './name-servers.ts';
import { askWhatIsServed } from './verify.ts';
import { imageOf } from '../../../contract/plans/test-image.ts';

const set = (name: string, more: Partial<RecordSetImage> = {}) => imageOf(name, ['203.0.113.7'], more);
const created = (sets: RecordSetImage[]) => sets.map((after) => ({ id: null, before: null, after }));
const tools = () => ({ policy: addressPolicy({ allow: ['127.0.0.0/8'] }), signal: new AbortController().signal });

describe('which name servers are asked', () => {
  const policy = addressPolicy({ allow: ['127.0.0.0/8'] });

  it('takes addresses that may be reached, and says why it takes no others', async () => {
    const found = await findNameServers(
      ['127.0.0.1:5300', '169.254.169.254', '10.0.0.1:53', 'localhost', 'nowhere.invalid', 'neither.invalid'],
      policy,
    );
    expect(found.servers).toMatchObject([
      { label: '127.0.0.1:5300', address: '127.0.0.1', port: 5300 },
      { label: 'localhost', address: '127.0.0.1', port: 53 },
    ]);
    expect(found.lines).toEqual([
      expect.stringMatching(/^ns 10\.0\.0\.1:53: Refused to connect: 10\.0\.0\.1 is a private address/),
      expect.stringMatching(/^ns 169\.254\.169\.254: Refused to connect: .*never allowed/),
      expect.stringMatching(/^ns neither\.invalid, nowhere\.invalid: (address not known|no address of it)/),
    ]);
  });

  it('asks no name behind which only forbidden addresses are', async () => {
    const { servers, lines } = await findNameServers(['localhost'], addressPolicy({ allow: [] }));
    expect(servers).toEqual([]);
    expect(lines[0]).toMatch(/^ns localhost: .*loopback/);
  });
});

describe('what is asked', () => {
  let socket: Socket;
  let label: string;
  const named = async () => [label];
  const asked: string[] = [];
  let answers = true;
  beforeAll(async () => {
    socket = createSocket('udp4');
    // A server that knows no name at all: the question comes back with NXDOMAIN, or nothing does.
    socket.on('message', (message, { port, address }) => {
      asked.push(nameIn(message));
      const reply = Buffer.from(message);
      reply.writeUInt16BE(0x8403, 2);
      if (answers) socket.send(reply, port, address);
    });
    await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
    const { port } = socket.address() as AddressInfo;
    label = `127.0.0.1:${port}`;
  });
  afterAll(() => void socket.close());

  it('is fifty names at most, spread over all', async () => {
    const sets = Array.from({ length: 500 }, (_, number) => set(`n${number}.example.com`));
    const lines = await askWhatIsServed(created(sets), sets, named, tools());
    expect(lines).toHaveLength(50);
    expect(new Set(asked)).toEqual(new Set(Array.from({ length: 50 }, (_, number) => `n${number * 10}.example.com`)));
    expect(lines[1]).toBe(`ns ${label} has no n10.example.com A, as before: not yet 203.0.113.7`);
  });

  it('is nothing of what is proxied', async () => {
    asked.length = 0;
    const sets = [
      set('a.example.com', { proxied: true }),
      set('b.example.com', { proxied: null, values: [{ content: '203.0.113.7', ref: null, own: { proxied: true } }] }),
    ];
    const nobody = () => Promise.reject(new Error('there is nothing to ask'));
    expect(await askWhatIsServed(created(sets), sets, nobody, tools())).toEqual([
      'a.example.com A is proxied: not visible in DNS',
      'b.example.com A is proxied: not visible in DNS',
    ]);
    expect(asked).toEqual([]);
  });

  it('is nothing more of a server that does not answer', async () => {
    asked.length = 0;
    answers = false;
    const sets = Array.from({ length: 30 }, (_, number) => set(`n${number}.example.com`));
    expect(await askWhatIsServed(created(sets), sets, named, tools())).toEqual([`ns ${label}: no answer within 2 s`]);
    // The four that were under way at once.
    expect(new Set(asked).size).toBeLessThanOrEqual(4);
    answers = true;
  });

  it('ends with the signal', async () => {
    const ending = new AbortController();
    ending.abort(new Error('called off'));
    const sets = [set('a.example.com')];
    await expect(askWhatIsServed(created(sets), sets, named, { ...tools(), signal: ending.signal })).rejects.toThrow(
      'called off',
    );
  });
});

/** The name of the question, which begins after twelve bytes (RFC 1035 §4.1). */
function nameIn(message: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; message[at]! > 0; at += message[at]! + 1)
    labels.push(message.subarray(at + 1, at + 1 + message[at]!).toString('latin1'));
  return labels.join('.').toLowerCase();
}
