import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { addressPolicy } from '../../../runtime/http/address-policy.ts';
import { withSession } from './connect.ts';
import type { PostgresSettings } from './settings.ts';

const int32 = (...values: number[]) => Buffer.concat(values.map((value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
})); // prettier-ignore
const int16 = (value: number) => int32(value).subarray(2);
const message = (type: string, ...body: Buffer[]) => {
  const bytes = Buffer.concat(body);
  return Buffer.concat([Buffer.from(type), int32(bytes.length + 4), bytes]);
};
const signedIn = Buffer.concat([message('R', int32(0)), message('Z', Buffer.from('I'))]);
const columns = message(
  'T',
  int16(1),
  Buffer.from('a\0'),
  int32(0),
  int16(0),
  int32(25),
  int16(-1),
  int32(-1),
  int16(0),
);
const row = message('D', int16(1), int32(50), Buffer.alloc(50, 'a'));

let server: Server | undefined;
afterEach(() => void server?.close());

/** Lets everybody in and answers what they ask like this. */
async function asking(answer: (socket: Socket) => void): Promise<unknown> {
  const started = (server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(signedIn);
      socket.once('data', () => answer(socket));
    });
  }));
  await new Promise<void>((done) => started.listen(0, '127.0.0.1', done));
  const { port } = started.address() as AddressInfo;
  const settings = { user: 'u', database: 'd', encryption: 'none' } as PostgresSettings;
  const tools = {
    policy: addressPolicy({ allow: ['127.0.0.0/8'] }),
    turn: async () => {},
    signal: new AbortController().signal,
  };
  return withSession({ host: '127.0.0.1', port, key: 'db1' }, settings, tools, ({ ask }) => ask('SELECT 1')).catch(
    (error: unknown) => error,
  );
}

const isNone = { type: 'malformed', message: 'the answer is not what PostgreSQL answers' };

it('a row that is longer than its message ends the session, and not the process', async () => {
  const longer = message('D', int16(3), int32(2), Buffer.from('ab'), int32(99_999));
  expect(await asking((socket) => socket.write(Buffer.concat([columns, longer])))).toMatchObject(isNone);
});

it.each([
  ['rows without end', columns, Buffer.concat(Array.from({ length: 1000 }, () => row))],
  ['one row without end', Buffer.concat([columns, Buffer.from('D'), int32(0x7fffffff)]), Buffer.alloc(2 ** 18, 'a')],
])('%s are not read', async (_what, first, more) => {
  const answered = await asking((socket) => {
    socket.write(first);
    const go = () => {
      while (socket.writable && socket.write(more));
    };
    socket.on('drain', go);
    go();
  });
  expect(answered).toMatchObject(isNone);
});
