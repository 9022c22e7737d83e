import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programNamed } from '../../lab/program.ts';
import { sideAddresses, sideName, sideV6 } from '../faults/dns-outside.ts';
import { forkWorker, until, type WorkerProcess } from '../faults/estate.ts';
import { heldRequests, type HeldRequests } from '../faults/held-requests.ts';
import { OutsideZone, type ZoneSets } from '../faults/outside-zone.ts';
import { type Plan, planPanel, type PlanPanel } from '../faults/plan-panel.ts';
import { recordComplaints } from '../faults/plan-records.ts';
import { dig } from './dig.ts';
import { cloudflareZones, flipEstate, PROBED, zonesOf } from './flip-estate.ts';
import { type FlipZone, leadingAtCloudflare } from './flip-zones.ts';
import { lookAt, withTtls, withValues, type ZoneLook } from './zone-look.ts';

/**
 * Flips of record sets that a real PowerDNS serves, and their rollbacks: after each, every set of every zone is held against what it was, as the server
 * keeps it, as it answers for it and as it transfers it. A panel with its API, and a worker in a process of its own.
 */
const missing = (
  await Promise.all(['pdns_server', 'dig'].map(async (name) => ((await programNamed(name)) ? [] : [name])))
).flat();
if (missing.length > 0) console.warn(`tests/real: nothing is flipped, for want of ${missing.join(', ')}`);

describe.skipIf(missing.length > 0)('flips at a real PowerDNS', () => {
  let panel: PlanPanel;
  let gate: HeldRequests;
  let worker: WorkerProcess;
  let sides: Record<'a' | 'b' | 'probed', string>;

  beforeAll(async () => {
    panel = await planPanel({
      worker: false,
      outside: flipEstate,
      front: async (port) => (gate = await heldRequests(port)),
    });
    expect(panel.powerdns, 'pdns_server is there without its SQLite backend').toBeDefined();
    worker = await forkWorker(panel.workerUrl);
    const id = async (name: string) => (await panel.one('load-balancers', name)).id;
    sides = { a: await id('side-a'), b: await id('side-b'), probed: await id(PROBED.name) };
  });
  afterAll(async () => {
    await worker?.kill();
    await panel?.stop();
  });

  const look = (zones: readonly FlipZone[]) => lookAt(panel.powerdns!, zones);

  const setsOf = ({ kept, answered, transferred }: ZoneLook) => ({ kept, answered, transferred });
  const expectSame = (is: ZoneLook, wanted: ZoneLook) => expect(setsOf(is)).toEqual(setsOf(wanted));

  const expectSerials = (is: ZoneLook, was: ZoneLook, written: readonly { name: string }[]) => {
    const risen = Object.keys(is.serials).filter((zone) => is.serials[zone]! > was.serials[zone]!);
    const same = Object.keys(is.serials).filter((zone) => is.serials[zone] === was.serials[zone]);
    expect(risen.toSorted()).toEqual(written.map(({ name }) => name).toSorted());
    expect(risen.length + same.length).toBe(Object.keys(is.serials).length);
  };

  /** What sets of these names and types hold once they lead to the other side. */
  const valuesOf = (keys: readonly string[], to = 'side-b' as 'side-b' | typeof PROBED.name) =>
    Object.fromEntries(
      keys.map((key) => [
        key,
        key.endsWith(' CNAME')
          ? [`${sideName(to)}.`]
          : to !== 'side-b'
            ? PROBED.addresses
            : key.endsWith(' AAAA')
              ? sideV6(to)
              : sideAddresses(to),
      ]),
    );

  async function flip(cluster: string, more: Record<string, unknown> = {}): Promise<Plan> {
    const clusterId = (await panel.one('clusters', cluster)).id;
    return panel.propose('dns.flip', { clusterId, fromLoadBalancerId: sides.a, toLoadBalancerId: sides.b, ...more });
  }
  const apply = (plan: Plan) => panel.api('POST', `/plans/${plan.id}/apply`);
  const undo = (plan: Plan) => panel.api<Plan>('POST', `/plans/${plan.id}/undo`);
  async function applied(plan: Plan): Promise<Plan> {
    await apply(plan);
    return panel.comesTo(plan.id, 'applied', 'partly_applied', 'failed', 'expired', 'needs_person');
  }
  /** What was answered by those who serve it, which is asked for beside the steps that follow. */
  async function verified({ id }: Plan, many: number): Promise<string[]> {
    const lines = async () => (await panel.steps(id)).flatMap((step) => step.verified);
    await until(`${many} sets are verified`, async () => (await lines()).length >= many);
    return lines();
  }
  async function rolledBack(plan: Plan): Promise<void> {
    await panel.comesTo((await undo(plan)).id, 'applied');
    expect((await panel.comesTo(plan.id, 'undone')).state).toBe('undone');
  }

  describe('of A, AAAA and CNAME sets in several zones', () => {
    const zones = zonesOf('several');
    const left = ['door-3.one.several.example A', 'to-door-0.two.several.example CNAME'];
    const leading = zones.flatMap((zone) => zone.leading);
    const moving = leading.filter((key) => !left.includes(key));
    let before: ZoneLook;
    let plan: Plan;

    it('move those that were chosen, and nothing else of these zones is another', async () => {
      before = await look(zones);
      const { candidates } = await flip('several');
      const names = (selected: boolean) =>
        candidates.filter((one) => one.selected === selected).map(({ name }) => name).toSorted(); // prettier-ignore
      expect(names(true)).toEqual(leading.toSorted());
      expect(names(false)).toEqual(zones.map(({ name }) => `machine.${name} A`).toSorted());
      const exclude = candidates.filter(({ name }) => left.includes(name)).map(({ id }) => id);
      plan = await flip('several', { exclude });
      expect(plan.checks.filter(({ state }) => state !== 'passed')).toEqual([]);
      expectSame(await look(zones), before);
      expect((await applied(plan)).state).toBe('applied');

      const after = await look(zones);
      expectSame(after, withValues(before, valuesOf(moving)));
      expectSerials(after, before, zones.filter((zone) => zone.leading.length > 0)); // prettier-ignore
      expect(moving.length).toBeGreaterThan(40);
    });

    it('move what stands for every name', async () => {
      const name = 'nobody-has-this-name.four.several.example';
      const [anybody] = await dig(panel.powerdns!.dnsPort, [{ name, type: 'A' }]);
      expect(anybody).toEqual({ name, type: 'A', ttl: 90, values: sideAddresses('side-b') });
    });

    it('are verified by what the server answers, set by set', async () => {
      const server = `ns 127.0.0.1:${panel.powerdns!.dnsPort}`;
      const wanted = Object.entries(valuesOf(moving)).map(
        ([key, values]) => `${server} answers ${key} ${values.map((one) => one.replace(/\.$/, '')).join(', ')}`,
      );
      expect((await verified(plan, wanted.length)).toSorted()).toEqual(wanted.toSorted());
    });

    it('are one write a zone', () => {
      const writes = panel.lab.requests.list().filter(({ operation }) => operation === 'PATCH /zones/:id');
      expect(writes.map(({ where }) => where!.replace(/\.$/, '')).toSorted()).toEqual(
        zones.filter((zone) => zone.leading.length > 0).map(({ name }) => name).toSorted(), // prettier-ignore
      );
    });

    it('are rolled back to what was there, set by set', async () => {
      await rolledBack(plan);
      expectSame(await look(zones), before);
    });

    it('can be rolled forward again by undoing the undo', async () => {
      const { undoneBy } = await panel.api<Plan>('GET', `/plans/${plan.id}`);
      const undone = await panel.api<Plan>('GET', `/plans/${undoneBy}`);
      const again = await undo(undone);
      await panel.comesTo(again.id, 'applied');
      expectSame(await look(zones), withValues(before, valuesOf(moving)));
      await rolledBack(again);
      expectSame(await look(zones), before);
    });
  });

  describe('of zones at Cloudflare and PowerDNS together', () => {
    const zones = zonesOf('mixed');
    const others = () => cloudflareZones.map((zone) => new OutsideZone(zone, panel));
    const recordIds = () =>
      cloudflareZones.map(({ name }) => [...panel.lab.world.zoneNamed(name)!.records].map(({ id }) => id).toSorted()); // prettier-ignore
    const setsThere = () => Promise.all(others().map((zone) => zone.sets()));

    it('are one plan, verified at both, and rolled back at both', async () => {
      const [before, there, ids] = [await look(zones), await setsThere(), recordIds()];
      const keys = zones.flatMap(({ leading }) => leading);
      const keysThere = cloudflareZones.map(
        ({ name }) =>
        leadingAtCloudflare.map((key) => key.replace(/^(\S+) /, (_, label: string) => `${label === '@' ? '' : `${label}.`}${name} `)), // prettier-ignore
      );
      const plan = await flip('mixed');
      expect(plan.candidates.filter(({ selected }) => selected)).toHaveLength(keys.length + keysThere.flat().length);
      expect((await applied(plan)).state).toBe('applied');

      expectSame(await look(zones), withValues(before, valuesOf(keys)));
      expect(await setsThere()).toEqual(there.map((sets, at) => withContents(sets, valuesOf(keysThere[at]!))));
      // What has as many values as before is the same records, changed.
      expect(recordIds()).toEqual(ids);
      const lines = await verified(plan, keys.length + 2 * cloudflareZones.length);
      expect(lines.filter((line) => line.includes(' answers '))).toHaveLength(keys.length);
      expect(lines.filter((line) => line.endsWith('is proxied: not visible in DNS'))).toHaveLength(
        2 * cloudflareZones.length,
      );

      await rolledBack(plan);
      expectSame(await look(zones), before);
      expect(await setsThere()).toEqual(there);
      expect(recordIds()).toEqual(ids);
    });
  });

  describe('that are still running', () => {
    const zones = zonesOf('running');
    const keysOf = (some: readonly FlipZone[]) => some.flatMap(({ leading }) => leading);

    it.each(['answered late', 'never answered'] as const)(
      'are rolled back whole, with a write under way that is %s',
      async (how) => {
        const before = await look(zones);
        const plan = await flip('running');
        expect(await panel.steps(plan.id)).toHaveLength(zones.length);
        // The fifth zone has it already, and says so only later.
        const fifth = gate.hold(
          (request) => request.startsWith('PATCH ') && request.includes(`${zones[4]!.name}.`),
          'answered',
        );
        await apply(plan);
        const held = await fifth;
        const half = withValues(before, valuesOf(keysOf(zones.slice(0, 5))));
        expectSame(await look(zones), half);
        const { id } = await undo(plan);
        // The rollback waits for the write that is under way, since nobody else knows what became of it.
        expectSame(await look(zones), half);
        if (how === 'answered late') await held.passOn();
        else held.drop();
        await panel.comesTo(id, 'applied');
        await panel.comesTo(plan.id, 'undone');
        expectSame(await look(zones), before);
        const states = (await panel.steps(plan.id)).map(({ state }) => state);
        expect(states).toEqual(zones.map((_, at) => (at < 5 ? 'applied' : 'waiting')));
        expect(await panel.steps(id)).toHaveLength(5);
      },
    );
  });

  describe('with a canary', () => {
    const zones = zonesOf('canary');
    const leading = zones.flatMap((zone) => zone.leading).filter((key) => !key.endsWith(' AAAA'));
    const answering: Server[] = [];
    /** Answers of machines that are waited for, while they are held back. */
    const asked: ServerResponse[] = [];
    let health: 'good' | 'held' = 'good';
    let port: number;

    beforeAll(async () => {
      for (const address of PROBED.addresses) {
        const server = createServer((_, answer) => {
          if (health === 'good') answer.end('fine');
          else asked.push(answer);
        });
        await new Promise<void>((listening) => server.listen(port ?? 0, address, listening));
        port = (server.address() as AddressInfo).port;
        answering.push(server);
      }
    });
    afterAll(() => {
      for (const server of answering) server.close().closeAllConnections();
    });

    const canary = () =>
      flip('canary', {
        toLoadBalancerId: sides.probed,
        probe: { kind: 'http', port, path: '/healthz' },
        canary: 3,
        onFailure: 'roll-back',
      });

    it('move the first few alone until what they lead to has answered, and take them back when it does not', async () => {
      health = 'good';
      const before = await look(zones);
      const plan = await canary();
      expect(plan.checks.find(({ name }) => name === 'probe')).toMatchObject({ state: 'passed' });
      health = 'held';
      await apply(plan);
      await until('both machines are asked', async () => asked.length === 2);
      const first = ['door-0.one', 'door-1.one', 'to-door-0.one'].map(
        (name, at) => `${name}.canary.example ${at < 2 ? 'A' : 'CNAME'}`,
      );
      expectSame(await look(zones), withValues(before, valuesOf(first, PROBED.name)));
      for (const answer of asked.splice(0)) answer.writeHead(503).end();
      const { error, undoneBy } = await panel.comesTo(plan.id, 'undone');
      expect(error).toMatch(/127\.0\.0\.21: answered 503; 127\.0\.0\.22: answered 503/);
      expect((await panel.comesTo(undoneBy!, 'applied')).state).toBe('applied');
      expectSame(await look(zones), before);
    });

    it('move the rest when it does', async () => {
      health = 'good';
      const before = await look(zones);
      const plan = await canary();
      expect((await applied(plan)).state).toBe('applied');
      expectSame(await look(zones), withValues(before, valuesOf(leading, PROBED.name)));
      await rolledBack(plan);
      expectSame(await look(zones), before);
    });
  });

  it('are seen sooner once TTLs were lowered, which is offered', async () => {
    const zones = zonesOf('lowered');
    const keys = zones.flatMap(({ leading }) => leading);
    const before = await look(zones);
    const early = await flip('lowered');
    const { action, params } = early.offers.find((offer) => offer.action === 'dns.lower-ttl')!;
    const lowering = await panel.propose(action, params);
    expect((await applied(lowering)).state).toBe('applied');
    const lowered = withTtls(before, keys, 60);
    expectSame(await look(zones), lowered);

    // What was planned before is another plan now.
    expect((await applied(early)).state).toBe('expired');
    expectSame(await look(zones), lowered);
    const plan = await flip('lowered');
    expect(plan.offers.filter((offer) => offer.action === 'dns.lower-ttl')).toEqual([]);
    expect((await applied(plan)).state).toBe('applied');
    expectSame(await look(zones), withValues(lowered, valuesOf(keys)));
    await rolledBack(plan);
    expectSame(await look(zones), lowered);
    await rolledBack(lowering);
    expectSame(await look(zones), before);
  });

  it('leave records that agree with all that was written', async () => {
    expect(await recordComplaints(panel.db, panel.lab.requests.list())).toEqual([]);
  });
});

/** Records at Cloudflare with other contents, and all else of each as it was. */
function withContents(sets: ZoneSets, values: Readonly<Record<string, readonly string[]>>): ZoneSets {
  const next = { ...sets };
  for (const [key, contents] of Object.entries(values))
    next[key] = sets[key]!.map((line, at) => {
      const [, ...rest] = JSON.parse(line) as unknown[];
      return JSON.stringify([contents[at]!.replace(/\.$/, ''), ...rest]);
    });
  return next;
}
