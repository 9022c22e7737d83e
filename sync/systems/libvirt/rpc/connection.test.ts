import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encode, int } from './codec.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { LibvirtError } from './libvirt-error.ts';
import { type Packet, packetStatus, packetType, programs } from './packet.ts';
import { procedures } from './procedures.ts';
import { packetBytes, type Peer, type ScriptedServer, scriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let connection: Connection;
afterEach(async () => {
  await server.close();
  await connection.closed;
});

async function connected(script: (packet: Packet, peer: Peer) => void, options?: ConnectionOptions): Promise<Peer> {
  server = await scriptedServer(script);
  connection = new Connection(connect(server.port, '127.0.0.1'), options);
  await vi.waitFor(() => expect(server.peers).toHaveLength(1));
  return server.peers[0]!;
}

const hostname = (options?: { timeoutMs?: number; signal?: AbortSignal }) =>
  connection.call('connectGetHostname', {}, options);
const serials = (peer: Peer) => peer.heard.map(({ serial }) => serial);

describe('calls', () => {
  it('get the reply of their own serial, in whatever order replies come', async () => {
    const peer = await connected(() => {});
    const answers = Promise.all([hostname(), hostname(), hostname()]);
    await vi.waitFor(() => expect(peer.heard).toHaveLength(3));
    for (const call of peer.heard.toReversed()) peer.answer(call, 'connectGetHostname', `host-${call.serial}`);
    expect(await answers).toEqual(serials(peer).map((serial) => `host-${serial}`));
  });

  it('get their reply in single bytes too', async () => {
    await connected(async (call, { socket }) => {
      const payload = Buffer.from('000000036b766d00', 'hex');
      for (const byte of packetBytes({ procedure: call.procedure, serial: call.serial, payload })) {
        socket.write(Buffer.from([byte]));
        await new Promise(setImmediate);
      }
    });
    expect(await hostname()).toBe('kvm');
  });

  it("fail with libvirt's own code, domain and words", async () => {
    await connected((call, peer) => peer.refuse(call, 42, "Domain not found: no domain 'web-9'"));
    const error = await connection.call('domainLookupByName', { name: 'web-9' }).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(LibvirtError);
    expect(error).toMatchObject({
      code: 42,
      domain: 10,
      message: "Domain not found: no domain 'web-9'",
      procedure: 'domainLookupByName',
    });
  });

  it('fail alone when their reply is not what was asked for', async () => {
    await connected((call, peer) => {
      const payload = encode(int, call.serial === 1 ? 99 : 0);
      peer.send({ procedure: call.procedure, serial: call.serial, payload });
    });
    await expect(hostname()).rejects.toMatchObject({ type: 'protocol' });
    expect(await hostname()).toBe('');
  });

  it('that are many wait until one of five is answered', async () => {
    const peer = await connected(() => {});
    const answers = Promise.all(Array.from({ length: 8 }, () => hostname()));
    await vi.waitFor(() => expect(peer.heard).toHaveLength(5));
    peer.answer(peer.heard[2]!, 'connectGetHostname', 'three');
    await vi.waitFor(() => expect(peer.heard).toHaveLength(6));
    expect(serials(peer)).toEqual([1, 2, 3, 4, 5, 6]);
    const left = () => peer.heard.filter(({ serial }) => serial !== 3);
    for (const call of left()) peer.answer(call, 'connectGetHostname', 'any');
    await vi.waitFor(() => expect(peer.heard).toHaveLength(8));
    for (const call of left().slice(5)) peer.answer(call, 'connectGetHostname', 'any');
    expect((await answers)[2]).toBe('three');
  });

  it('time out alone, and their late reply disturbs nobody', async () => {
    const peer = await connected((call, to) => call.serial > 1 && to.answer(call, 'connectGetHostname', 'second'));
    await expect(hostname({ timeoutMs: 20 })).rejects.toMatchObject({ type: 'timed-out', sent: true });
    peer.answer(peer.heard[0]!, 'connectGetHostname', 'late');
    expect(await hostname()).toBe('second');
  });

  it('that nobody answers end the connection once all places are theirs', async () => {
    await connected(() => {}, { limit: 2, timeoutMs: 30 });
    const errors = await Promise.allSettled([hostname(), hostname(), hostname()]);
    expect(errors.map((each) => each.status === 'rejected' && each.reason)).toMatchObject([
      { type: 'timed-out', sent: true },
      { type: 'timed-out', sent: true },
      { type: 'lost', sent: false },
    ]);
    expect(await connection.closed).toMatchObject({ type: 'lost' });
  });

  it('are given up by a signal, sent or not', async () => {
    const peer = await connected(() => {}, { limit: 1 });
    const controller = new AbortController();
    const calls = Promise.allSettled([0, 1].map(() => hostname({ signal: controller.signal })));
    await vi.waitFor(() => expect(peer.heard).toHaveLength(1));
    controller.abort();
    expect((await calls).map((each) => each.status === 'rejected' && each.reason)).toMatchObject([
      { type: 'aborted', sent: true },
      { type: 'aborted', sent: false },
    ]);
    peer.answer(peer.heard[0]!, 'connectGetHostname', 'for nobody');
    const next = hostname();
    await vi.waitFor(() => expect(peer.heard).toHaveLength(2));
    peer.answer(peer.heard[1]!, 'connectGetHostname', 'next');
    expect(await next).toBe('next');
    await expect(hostname({ signal: AbortSignal.abort() })).rejects.toMatchObject({ type: 'aborted', sent: false });
  });
});

describe('the connection ends, and with it every call,', () => {
  it.each([
    [
      'when the host hangs up in the middle of a reply',
      (peer: Peer) => peer.socket.end(packetBytes({}).subarray(0, 13)),
      'lost',
    ],
    ['when it is reset', (peer: Peer) => peer.socket.resetAndDestroy(), 'lost'],
    [
      'at a packet of an impossible length',
      (peer: Peer) => peer.socket.write(Buffer.from('7fffffff', 'hex')),
      'protocol',
    ],
    ['at what is no libvirt', (peer: Peer) => peer.socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'protocol'],
    ['at a reply to nobody', (peer: Peer) => peer.send({ serial: 77 }), 'protocol'],
  ])('%s', async (_when, act, type) => {
    const peer = await connected(() => {}, { limit: 1 });
    const calls = Promise.allSettled([hostname(), hostname()]);
    await vi.waitFor(() => expect(peer.heard).toHaveLength(1));
    act(peer);
    expect((await calls).map((each) => each.status === 'rejected' && each.reason)).toMatchObject([
      { type, sent: true },
      { type, sent: false },
    ]);
    expect(await connection.closed).toMatchObject({ type });
    await expect(hostname()).rejects.toMatchObject({ type });
  });
});

describe('keepalive', () => {
  const ping = { program: programs.keepalive, procedure: 1, type: packetType.message };

  it('answers pings', async () => {
    const peer = await connected(() => {});
    peer.send(ping);
    await vi.waitFor(() => expect(peer.heard).toHaveLength(1));
    expect(peer.heard[0]).toMatchObject({
      program: programs.keepalive,
      procedure: 2,
      type: packetType.message,
      serial: 0,
    });
  });

  it('ends a connection on which nothing is heard', async () => {
    const peer = await connected(() => {});
    connection.keepAlive({ intervalMs: 10, count: 2 });
    expect(await connection.closed).toMatchObject({ type: 'lost', message: 'nothing was heard for 3 pings' });
    expect(
      peer.heard.filter(({ program, procedure }) => program === programs.keepalive && procedure === 1).length,
    ).toBeGreaterThan(1);
  });

  it('is content with answers', async () => {
    let pongs = 0;
    await connected(({ program, procedure }, peer) => {
      if (program !== programs.keepalive || procedure !== 1) return;
      pongs += 1;
      peer.send({ ...ping, procedure: 2 });
    });
    connection.keepAlive({ intervalMs: 30, count: 3 });
    let over = false;
    void connection.closed.then(() => (over = true));
    await vi.waitFor(() => expect(pongs).toBeGreaterThan(6), { timeout: 10_000 });
    expect(over).toBe(false);
  });
});

it('takes no notice of messages that it does not know', async () => {
  const peer = await connected((call, to) => to.answer(call, 'connectGetHostname', 'kvm'));
  peer.send({ type: packetType.message, procedure: 999, payload: Buffer.from('odd') });
  expect(await hostname()).toBe('kvm');
  expect(peer.heard[0]).toMatchObject({ procedure: procedures.connectGetHostname.number, status: packetStatus.ok });
});
