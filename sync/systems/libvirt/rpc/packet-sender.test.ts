import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { PacketSender } from './packet-sender.ts';

it('never lets two packets be written together', async () => {
  const writes: string[] = [];
  const sent: string[] = [];
  const socket = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      writes.push(chunk.toString());
      setImmediate(done);
    },
    writev: (chunks, done) => {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      setImmediate(done);
    },
  });
  const sender = new PacketSender(socket);
  await Promise.all(
    ['one', 'two', 'three', 'four'].map(
      (packet) => new Promise<void>((done) => sender.send(Buffer.from(packet), () => (sent.push(packet), done()))),
    ),
  );
  expect(writes).toEqual(['one', 'two', 'three', 'four']);
  expect(sent).toEqual(writes);
});
