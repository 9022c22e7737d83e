import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BackOff } from './back-off.ts';
import type { Packet } from './packet.ts';
import { ReconnectingSession, type ReconnectingOptions } from './reconnecting.ts';
import { type Peer, type ScriptedServer, scriptedServer, welcome } from './scripted-server.ts';
import type { Session } from './session.ts';

let server: ScriptedServer;
let kept: ReconnectingSession;
afterEach(async () => {
  await kept.close();
  await server.close();
});

async function keep(script: (packet: Packet, peer: Peer) => void, options: Partial<ReconnectingOptions> = {}) {
  server = await scriptedServer(script);
  const ups: Session[] = [];
  const downs: unknown[] = [];
  kept = new ReconnectingSession({
    dial: async () => connect(server.port, '127.0.0.1'),
    session: { uri: 'qemu:///system' },
    events: ['domainLifecycle', 'storagePoolLifecycle'],
    onEvent: () => {},
    onUp: (session) => void ups.push(session),
    onDown: (reason) => downs.push(reason),
    backOff: new BackOff({ firstMs: 1, mostMs: 10 }),
    ...options,
  });
  return { ups, downs };
}

const procedures = (peer: Peer) => peer.heard.map(({ procedure }) => procedure);
const kind = (packet: Packet, peer: Peer) => {
  if (packet.procedure === 316) peer.answer(packet, 'connectDomainEventCallbackRegisterAny', 1);
  else if (packet.procedure === 368) peer.answer(packet, 'connectStoragePoolEventRegisterAny', 2);
  else welcome(packet, peer);
};

describe('a session that is kept', () => {
  it('is opened again with its events, and its owner told, each time it is lost', async () => {
    const { ups, downs } = await keep(kind);
    for (let time = 1; time <= 3; time += 1) {
      await vi.waitFor(() => expect(ups).toHaveLength(time));
      expect(procedures(server.peers[time - 1]!)).toEqual([66, 60, 1, 316, 368]);
      server.peers[time - 1]!.socket.destroy();
      await vi.waitFor(() => expect(downs).toHaveLength(time));
    }
    expect(downs).toMatchObject([{ type: 'lost' }, { type: 'lost' }, { type: 'lost' }]);
  });

  it('does without events that the host does not have', async () => {
    const { ups } = await keep((packet, peer) => {
      if (packet.procedure === 368) peer.refuse(packet, 3, 'this function is not supported by the connection driver');
      else kind(packet, peer);
    });
    await vi.waitFor(() => expect(ups).toHaveLength(1));
  });

  it('is not up while an event that it has is refused', async () => {
    const { ups, downs } = await keep((packet, peer) => {
      if (packet.procedure === 368) peer.refuse(packet, 1, 'internal error');
      else kind(packet, peer);
    });
    await vi.waitFor(() => expect(downs.length).toBeGreaterThan(1));
    expect(ups).toEqual([]);
  });

  it('is tried again when listing anew failed', async () => {
    let times = 0;
    const { downs } = await keep(kind, {
      onUp: async () => {
        times += 1;
        if (times === 1) throw new Error('the database is away');
      },
    });
    await vi.waitFor(() => expect(times).toBe(2));
    expect(downs).toMatchObject([{ message: 'the database is away' }]);
  });

  it('is opened ever more rarely while it does not last, and at once again after one that did', async () => {
    const backOff = new BackOff({ firstMs: 1, mostMs: 2 });
    const [next, reset] = [vi.spyOn(backOff, 'nextMs'), vi.spyOn(backOff, 'reset')];
    const { ups } = await keep(kind, { backOff, steadyMs: 300 });
    for (let time = 1; time <= 4; time += 1) {
      await vi.waitFor(() => expect(ups).toHaveLength(time));
      // Waits that say that none of them lasted.
      if (time < 4) server.peers[time - 1]!.socket.destroy();
    }
    expect(next).toHaveBeenCalledTimes(3);
    await vi.waitFor(() => expect(reset).toHaveBeenCalledTimes(1));
    expect(ups).toHaveLength(4);
  });

  it('ends when closed, also while it waits or dials', async () => {
    const { ups } = await keep(kind, {
      dial: async () => Promise.reject(new Error('no route to host')),
      backOff: new BackOff({ firstMs: 3_600_000, mostMs: 3_600_000 }),
    });
    await kept.close();
    expect(ups).toEqual([]);
  });
});

it('backs off ever longer, up to a limit, and from the start again after a success', () => {
  const backOff = new BackOff({ firstMs: 100, mostMs: 1000 });
  const waits = Array.from({ length: 8 }, () => backOff.nextMs());
  for (const [tries, wait] of waits.entries()) {
    const most = Math.min(1000, 100 * 2 ** tries);
    expect(wait).toBeGreaterThanOrEqual(most / 2);
    expect(wait).toBeLessThanOrEqual(most);
  }
  backOff.reset();
  expect(backOff.nextMs()).toBeLessThanOrEqual(100);
});
