import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decode, encode, int, struct } from './codec.ts';
import { events, type LibvirtEvent } from './events.ts';
import { domain } from './objects.ts';
import { type Packet, packetType, programs } from './packet.ts';
import { procedures } from './procedures.ts';
import { type Peer, type ScriptedServer, scriptedServer, welcome } from './scripted-server.ts';
import { Session } from './session.ts';

let server: ScriptedServer;
afterEach(() => server.close());

const web = { name: 'web-1', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f', id: 1 };
const open = async (script: (packet: Packet, peer: Peer) => void, keepalive = { intervalMs: 5000, count: 5 }) => {
  server = await scriptedServer(script);
  return Session.open(connect(server.port, '127.0.0.1'), { uri: 'qemu:///system', readOnly: true, keepalive });
};
const calls = () => server.peers[0]!.heard.map(({ procedure }) => procedure);

describe('a session', () => {
  it('opens in the order that libvirtd wants, and closes', async () => {
    const session = await open((packet, peer) => void welcome(packet, peer));
    await session.close();
    expect(calls()).toEqual([66, 60, 1, 2]);
    const { args } = procedures.connectOpen;
    expect(decode(args, server.peers[0]!.heard[2]!.payload)).toEqual({ uri: 'qemu:///system', flags: 1 });
    expect(await session.closed).toMatchObject({ message: 'the session was closed' });
    await expect(session.call('connectGetHostname', {})).rejects.toMatchObject({ type: 'lost' });
  });

  it('closes also where the host no longer answers', async () => {
    const session = await open((packet, peer) => packet.procedure !== 2 && welcome(packet, peer));
    const closing = session.close();
    server.peers[0]!.socket.destroy();
    await closing;
  });

  it.each([
    ['sasl', 'asks for sasl authentication, which is not supported'],
    [9, 'asks for 9 authentication'],
  ] as const)('says what is missing where the host wants %s', async (way, message) => {
    const opening = open((packet, peer) => peer.answer(packet, 'authList', [way]));
    await expect(opening).rejects.toMatchObject({ type: 'auth', message: expect.stringContaining(message) });
    expect(calls()).toEqual([66]);
  });

  it('asks polkit where the host wants that', async () => {
    const session = await open((packet, peer) => {
      if (packet.procedure === 66) peer.answer(packet, 'authList', ['polkit']);
      else if (packet.procedure === 70) peer.answer(packet, 'authPolkit', true);
      else welcome(packet, peer);
    });
    expect(calls()).toEqual([66, 70, 60, 1]);
    await session.close();
  });

  it("passes on libvirt's refusal of the URI, and hangs up", async () => {
    const opening = open((packet, peer) => {
      if (packet.procedure === 1) peer.refuse(packet, 38, 'Failed to connect socket: No such file');
      else welcome(packet, peer);
    });
    await expect(opening).rejects.toMatchObject({ code: 38, procedure: 'connectOpen' });
    await vi.waitFor(() => expect(server.peers[0]!.socket.destroyed).toBe(true));
  });

  it('pings only a host that knows pings', async () => {
    const pings = () => server.peers[0]!.heard.filter(({ program }) => program === programs.keepalive).length;
    const known = await open((packet, peer) => void welcome(packet, peer), { intervalMs: 5, count: 1000 });
    await vi.waitFor(() => expect(pings()).toBeGreaterThan(1));
    await known.close();
    await server.close();
    const unknown = await open(
      (packet, peer) => {
        if (packet.procedure === 60) peer.answer(packet, 'connectSupportsFeature', false);
        else welcome(packet, peer);
      },
      { intervalMs: 1, count: 0 },
    );
    let lost = false;
    void unknown.closed.then(() => (lost = true));
    await new Promise((later) => setTimeout(later, 50));
    expect([pings(), lost]).toEqual([0, false]);
    await unknown.close();
  });
});

describe('events', () => {
  const lifecycle = struct({ callbackId: int, domain, event: int, detail: int });
  const message = (callbackId: number, event: number) => ({
    type: packetType.message,
    procedure: events.domainLifecycle.message,
    payload: encode(lifecycle, { callbackId, domain: web, event, detail: 0 }),
  });
  const isRegistration = ({ procedure }: Packet) => procedure === 316;

  it('reach the listener of their callback, those ahead of its id too', async () => {
    const seen: LibvirtEvent[] = [];
    const session = await open((packet, peer) => {
      if (!isRegistration(packet)) return void welcome(packet, peer);
      peer.send(message(4, 2));
      peer.answer(packet, 'connectDomainEventCallbackRegisterAny', 4);
      peer.send(message(5, 3));
      peer.send(message(4, 77));
    });
    await session.events.register('domainLifecycle', (event) => seen.push(event));
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    expect(seen).toEqual([
      { kind: 'domainLifecycle', domain: web, event: 'started', detail: 0 },
      { kind: 'domainLifecycle', domain: web, event: 77, detail: 0 },
    ]);
    await session.close();
  });

  it('end with their registration', async () => {
    const seen: LibvirtEvent[] = [];
    const session = await open((packet, peer) => {
      if (isRegistration(packet)) peer.answer(packet, 'connectDomainEventCallbackRegisterAny', 4);
      else if (packet.procedure === 317) {
        peer.send(message(4, 2));
        peer.answer(packet, 'connectDomainEventCallbackDeregisterAny', {});
      } else welcome(packet, peer);
    });
    const end = await session.events.register('domainLifecycle', (event) => seen.push(event));
    await end();
    expect(seen).toEqual([]);
    await session.close();
  });

  it('that cannot be read end the session, as what they said is unknown', async () => {
    const session = await open((packet, peer) => {
      if (!isRegistration(packet)) return void welcome(packet, peer);
      peer.answer(packet, 'connectDomainEventCallbackRegisterAny', 4);
      peer.send({ ...message(4, 2), payload: Buffer.from('0000000400', 'hex') });
    });
    await session.events.register('domainLifecycle', () => {}).catch(() => {});
    expect(await session.closed).toMatchObject({ type: 'protocol' });
  });
});
