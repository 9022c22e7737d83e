import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stream, wire } from './stream.ts';

let server: Server;
let opened: (stream: Stream) => void;
beforeAll(async () => {
  server = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    opened(new Stream(res, 'hash', 'someone', { role: 'viewer', clusterIds: ['b', 'a'] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

/** A client that reads nothing unless told to. */
async function open(): Promise<{ stream: Stream; socket: Socket }> {
  const stream = new Promise<Stream>((resolve) => (opened = resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () =>
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
  );
  socket.on('error', () => undefined);
  socket.pause();
  return { stream: await stream, socket };
}

describe('a stream', () => {
  it('is cut off when its client does not keep up', async () => {
    const { stream, socket } = await open();
    const event = wire({
      event: 'change',
      data: { kind: 'instances', ids: Array(300).fill('x'.repeat(36)), created: [] },
    });
    let written = 0;
    while (stream.write(event) && written < 100_000_000) written += event.length;
    // What the sockets hold, and a megabyte more.
    expect(written).toBeLessThan(20_000_000);
    expect(stream.write(event)).toBe(false);
    await new Promise<void>((resolve) => socket.once('close', () => resolve()).resume());
  });

  it('says goodbye and takes nothing more', async () => {
    const { stream, socket } = await open();
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString())).resume();
    stream.end('the session has ended');
    expect(stream.write('more')).toBe(false);
    await expect.poll(() => heard).toContain('event: bye\ndata: {"reason":"the session has ended"}\n\n');
    socket.destroy();
  });

  it('shares its words with readers of the same rights', async () => {
    const [one, other] = [await open(), await open()];
    expect(one.stream.key).toBe(other.stream.key);
    other.stream.rights = { role: 'viewer', clusterIds: ['a'] };
    expect(one.stream.key).not.toBe(other.stream.key);
    for (const { socket } of [one, other]) socket.destroy();
  });
});
