import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Connection } from './connection.ts';
import { longestChunk, type Packet, packetStatus, packetType } from './packet.ts';
import { procedures } from './procedures.ts';
import { errorBytes, type Peer, type ScriptedServer, scriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let connection: Connection;
let peer: Peer;
afterEach(() => server.close());

const { ok, error, continue: more } = packetStatus;
const volume = { pool: 'images', name: 'web-1.qcow2', key: '/images/web-1.qcow2' };
const all = { volume, offset: 0n, length: 0n, flags: 0 };
const domain = { name: 'web-1', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f', id: 1 };

/** @param script what the server does with packets of the stream */
async function connected(script: (packet: Packet) => void = () => {}): Promise<void> {
  server = await scriptedServer((packet, from) => {
    peer = from;
    if (packet.type === packetType.stream) script(packet);
    else if (packet.type === packetType.call)
      from.send({ ...packet, type: packetType.reply, payload: Buffer.alloc(0) });
  });
  connection = new Connection(connect(server.port, '127.0.0.1'));
}

const say = (status: number, payload: Buffer | string = '') => {
  const { serial, procedure } = peer.heard[0]!;
  peer.send({ type: packetType.stream, serial, procedure, status, payload: Buffer.from(payload) });
};
const heard = (status: number) => peer.heard.filter((one) => one.type === packetType.stream && one.status === status);

describe('a download', () => {
  it('ends at the empty packet, and is confirmed', async () => {
    await connected((packet) => packet.status === ok && say(ok));
    const stream = await connection.stream('storageVolDownload', all);
    for (const part of ['one ', 'two ', 'three']) say(more, part);
    say(more);
    expect(await text(stream)).toBe('one two three');
    await vi.waitFor(() => expect(heard(ok)).toHaveLength(1));
    expect(heard(ok)[0]).toMatchObject({ serial: 1, procedure: procedures.storageVolDownload.number });
    expect(heard(error)).toEqual([]);
  });

  it('fails in the middle with what libvirt says', async () => {
    await connected();
    const stream = await connection.stream('storageVolDownload', all);
    say(more, 'half');
    say(error, errorBytes(38, 'cannot read: Input/output error'));
    await expect(text(stream)).rejects.toMatchObject({ code: 38, procedure: 'storageVolDownload' });
  });

  it('fails when the connection breaks', async () => {
    await connected();
    const stream = await connection.stream('storageVolDownload', all);
    const reading = text(stream);
    say(more, 'half');
    peer.socket.destroy();
    await expect(reading).rejects.toMatchObject({ type: 'lost' });
  });

  it('that nobody reads holds the server up, and goes on when read', async () => {
    const size = 64 * 1024 * 1024;
    let accepted = 0;
    await connected((packet) => packet.status === ok && say(ok));
    const stream = await connection.stream('storageVolDownload', all);
    const chunk = Buffer.alloc(longestChunk, 7);
    const { serial, procedure } = peer.heard[0]!;
    const sending = pipeline(
      Readable.from(
        (function* () {
          for (; accepted < size; accepted += chunk.length) yield chunk;
        })(),
      ),
      async (parts: AsyncIterable<Buffer>) => {
        for await (const payload of parts) {
          peer.send({ type: packetType.stream, serial, procedure, status: more, payload });
          if (peer.socket.writableNeedDrain) await new Promise((drained) => peer.socket.once('drain', drained));
        }
        say(more);
      },
    );
    stream.read(0);
    let before = -1;
    // Until nothing moves any more: what is taken then lies in the buffers of the two sockets.
    await vi.waitFor(
      () => {
        const same = before === accepted;
        before = accepted;
        expect(same && accepted > 0).toBe(true);
      },
      { interval: 200, timeout: 20_000 },
    );
    expect(accepted).toBeLessThan(size);
    const got = await buffer(stream);
    await sending;
    expect(got.length).toBe(Math.ceil(size / chunk.length) * chunk.length);
  });

  it('that is given up is aborted, and the connection stays', async () => {
    await connected((packet) => packet.status === error && say(ok));
    const stream = await connection.stream('storageVolDownload', all);
    say(more, 'half');
    stream.destroy();
    await vi.waitFor(() => expect(heard(error)).toHaveLength(1));
    await connection.call('connectClose', {});
  });

  it('is opened for nobody when the caller has given up meanwhile', async () => {
    let call: Packet | undefined;
    server = await scriptedServer((packet, from) => {
      peer = from;
      call ??= packet;
    });
    connection = new Connection(connect(server.port, '127.0.0.1'));
    const controller = new AbortController();
    const opening = connection.stream('storageVolDownload', all, { signal: controller.signal });
    await vi.waitFor(() => expect(call).toBeDefined());
    controller.abort();
    await expect(opening).rejects.toMatchObject({ type: 'aborted' });
    peer.send({ ...call, type: packetType.reply, payload: Buffer.alloc(0) });
    await vi.waitFor(() => expect(heard(error)).toHaveLength(1));
  });
});

describe('an upload', () => {
  it('goes in packets that every release takes, and ends when the server says so', async () => {
    let confirmed = false;
    await connected((packet) => {
      if (packet.status !== ok) return;
      setTimeout(() => {
        confirmed = true;
        say(ok);
      }, 20);
    });
    const stream = await connection.stream('storageVolUpload', all);
    const image = Buffer.alloc(longestChunk * 2 + 1, 3);
    await pipeline(Readable.from([image]), stream);
    expect(confirmed).toBe(true);
    expect(heard(more).map(({ payload }) => payload.length)).toEqual([longestChunk, longestChunk, 1]);
    expect(Buffer.concat(heard(more).map(({ payload }) => payload)).equals(image)).toBe(true);
  });

  it('fails when the server refuses its end', async () => {
    await connected((packet) => {
      if (packet.status !== ok) return;
      const { serial, procedure } = packet;
      // As libvirt does: the answer to the end is a reply.
      peer.send({ serial, procedure, type: packetType.reply, status: error, payload: errorBytes(38, 'No space left') });
    });
    const stream = await connection.stream('storageVolUpload', all);
    await expect(pipeline(Readable.from(['image']), stream)).rejects.toMatchObject({ code: 38 });
  });

  it('whose source fails is aborted', async () => {
    await connected();
    const stream = await connection.stream('storageVolUpload', all);
    const source = Readable.from(
      (function* () {
        yield 'half';
        throw new Error('the source broke');
      })(),
    );
    await expect(pipeline(source, stream)).rejects.toThrow('the source broke');
    await vi.waitFor(() => expect(heard(error)).toHaveLength(1));
  });
});

describe('a console', () => {
  it('is both, until the guest is gone', async () => {
    await connected((packet) => {
      if (packet.status === more) say(more, `echo: ${packet.payload.toString()}`);
      else say(ok);
    });
    const stream = await connection.stream('domainOpenConsole', { domain, device: undefined, flags: 0 });
    stream.write('root\n');
    expect(String(await new Promise((come) => stream.once('data', come)))).toBe('echo: root\n');
    say(more);
    await new Promise((end) => stream.once('close', end));
    expect(heard(ok)).toHaveLength(1);
  });
});
