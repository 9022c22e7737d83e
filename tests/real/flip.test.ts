import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programNamed } from '../../lab/program.ts';
import { sideAddresses } from '../faults/dns-outside.ts';
import { OutsideZone } from '../faults/outside-zone.ts';
import type { Plan } from '../faults/plan-panel.ts';
import { recordComplaints } from '../faults/plan-records.ts';
import { dig } from './dig.ts';
import { cloudflareZones, zonesOf } from './flip-estate.ts';
import { FlipPanel } from './flip-panel.ts';
import { type FlipZone, leadingAtCloudflare, ledTo, PROBED } from './flip-zones.ts';
import { PowerDnsApi } from './powerdns-api.ts';
import { ProbedMachines } from './probed-machines.ts';
import { contentsLike, lookAt, withTtls, withValues, type ZoneLook } from './zone-look.ts';

/**
 * Flips of record sets that a real PowerDNS serves, and their rollbacks: after each, every set of every zone is held against what it was, as the server
 * keeps it, as it answers for it and as it transfers it.
 */
const programs = await Promise.all(
  ['pdns_server', 'dig'].map(async (name) => ((await programNamed(name)) ? [] : [name])),
);
const missing = programs.flat();
if (missing.length > 0) console.warn(`tests/real: nothing is flipped, for want of ${missing.join(', ')}`);

const leadingIn = (zones: readonly FlipZone[]) => zones.flatMap(({ leading }) => leading);
const namesOf = (zones: readonly { name: string }[]) => zones.map(({ name }) => name).toSorted();

describe.skipIf(missing.length > 0)('flips at a real PowerDNS', () => {
  let flips: FlipPanel;
  beforeAll(async () => {
    flips = await FlipPanel.start();
  });
  afterAll(() => flips?.stop());

  const look = (zones: readonly FlipZone[]) => lookAt(flips.powerdns, zones);
  const setsOf = ({ kept, answered, transferred }: ZoneLook) => ({ kept, answered, transferred });
  const expectSame = (is: ZoneLook, wanted: ZoneLook) => expect(setsOf(is)).toEqual(setsOf(wanted));

  describe('of A, AAAA and CNAME sets in several zones', () => {
    const zones = zonesOf('several');
    const touched = zones.filter(({ leading }) => leading.length > 0);
    const left = ['door-3.one.several.example A', 'to-door-0.two.several.example CNAME'];
    const moving = leadingIn(zones).filter((key) => !left.includes(key));
    let before: ZoneLook;
    let plan: Plan;

    it('move those that were chosen, and nothing else of these zones is another', async () => {
      before = await look(zones);
      const { candidates } = await flips.flip('several');
      const offered = candidates.filter(({ selected }) => selected).map(({ name }) => name);
      expect(offered.toSorted()).toEqual(leadingIn(zones).toSorted());
      // What names one machine stays unless somebody says so.
      const others = candidates.filter(({ selected }) => !selected).map(({ name }) => name);
      expect(others.toSorted()).toEqual(namesOf(zones).map((name) => `machine.${name} A`));

      const exclude = candidates.filter(({ name }) => left.includes(name)).map(({ id }) => id);
      plan = await flips.flip('several', { exclude });
      expect(plan.checks.filter(({ state }) => state !== 'passed')).toEqual([]);
      expectSame(await look(zones), before);
      expect((await flips.applied(plan)).state).toBe('applied');

      const after = await look(zones);
      expectSame(after, withValues(before, ledTo('side-b', moving)));
      const risen = zones.filter(({ name }) => after.serials[name]! > before.serials[name]!);
      expect(namesOf(risen)).toEqual(namesOf(touched));
      expect(after.serials['none.several.example']).toBe(before.serials['none.several.example']);
    });

    it('move what stands for every name', async () => {
      const name = 'nobody-has-this-name.four.several.example';
      const [anybody] = await dig(flips.powerdns.dnsPort, [{ name, type: 'A' }]);
      expect(anybody).toEqual({ name, type: 'A', ttl: 90, values: sideAddresses('side-b') });
    });

    it('are verified by what the server answers, set by set', async () => {
      const server = `ns 127.0.0.1:${flips.powerdns.dnsPort}`;
      const wanted = Object.entries(ledTo('side-b', moving)).map(
        ([key, values]) => `${server} answers ${key} ${values.map((one) => one.replace(/\.$/, '')).join(', ')}`,
      );
      expect((await flips.verified(plan, wanted.length)).toSorted()).toEqual(wanted.toSorted());
    });

    it('are one write a zone', () => {
      const writes = flips.panel.lab.requests.list().filter(({ operation }) => operation === 'PATCH /zones/:id');
      expect(writes.map(({ where }) => where!.replace(/\.$/, '')).toSorted()).toEqual(namesOf(touched));
    });

    it('are rolled back to what was there, set by set', async () => {
      await flips.rolledBack(plan);
      expectSame(await look(zones), before);
    });

    it('are there again when the rollback is undone, and rolled back once more', async () => {
      const { undoneBy } = await flips.panel.api<Plan>('GET', `/plans/${plan.id}`);
      await flips.rolledBack(await flips.panel.api<Plan>('GET', `/plans/${undoneBy}`));
      expectSame(await look(zones), withValues(before, ledTo('side-b', moving)));
      await flips.rolledBack(plan);
      expectSame(await look(zones), before);
    });

    it('are rolled back wherever nobody else has written since, and where somebody has when that is mended', async () => {
      const again = await flips.flip('several');
      expect(again.candidates.filter(({ selected }) => selected)).toHaveLength(leadingIn(zones).length);
      expect((await flips.applied(again)).state).toBe('applied');
      const [name, zone] = ['door-0.four.several.example.', 'four.several.example.'];
      const operator = new PowerDnsApi(flips.powerdns);
      const { kept } = await look(zones);
      await operator.set(zone, name, 'AAAA', ['2001:db8:ffff::1']);

      const { id } = await flips.undo(again);
      const stopped = await flips.panel.comesTo(id, 'partly_applied');
      expect(stopped.error).toMatch(/door-0\.four\.several\.example AAAA.+2001:db8:ffff::1/);
      const others = zones.filter((one) => one.name !== 'four.several.example');
      const is = await look(zones);
      for (const key of Object.keys(before.kept).filter((one) => others.some((other) => one.includes(other.name))))
        expect(is.kept[key]).toEqual(before.kept[key]);
      expect(is.kept['door-0.four.several.example AAAA']!.records).toEqual([
        { content: '2001:db8:ffff::1', disabled: false },
      ]);

      const { records, ttl } = kept['door-0.four.several.example AAAA']!;
      await operator.set(zone, name, 'AAAA', records.map(({ content }) => content), ttl); // prettier-ignore
      expect((await flips.applied(stopped)).state).toBe('applied');
      await flips.panel.comesTo(again.id, 'undone');
      expectSame(await look(zones), before);
    });
  });

  it('of zones at Cloudflare and PowerDNS are one plan, verified at both and rolled back at both', async () => {
    const zones = zonesOf('mixed');
    const { world } = flips.panel.lab;
    const setsThere = () => Promise.all(cloudflareZones.map((zone) => new OutsideZone(zone, flips.panel).sets()));
    const recordsThere = () => cloudflareZones.flatMap(({ name }) => [...world.zoneNamed(name)!.records]);
    const idsThere = () => recordsThere().map(({ id }) => id).toSorted(); // prettier-ignore
    const [before, there, ids] = [await look(zones), await setsThere(), idsThere()];
    const keys = leadingIn(zones);
    const keysThere = cloudflareZones.map(({ name }) => leadingAtCloudflare(name));

    const plan = await flips.flip('mixed');
    expect(plan.candidates.filter(({ selected }) => selected)).toHaveLength(keys.length + keysThere.flat().length);
    expect((await flips.applied(plan)).state).toBe('applied');
    expectSame(await look(zones), withValues(before, ledTo('side-b', keys)));
    // Each record keeps its id and whatever is said of it alone: TTL, proxying, comment, tags.
    expect(await setsThere()).toEqual(there.map((sets, at) => contentsLike(sets, ledTo('side-b', keysThere[at]!))));
    expect(idsThere()).toEqual(ids);
    const proxied = 2 * cloudflareZones.length;
    const lines = await flips.verified(plan, keys.length + proxied);
    expect(lines.filter((line) => line.includes(' answers '))).toHaveLength(keys.length);
    expect(lines.filter((line) => line.endsWith('is proxied: not visible in DNS'))).toHaveLength(proxied);

    await flips.rolledBack(plan);
    expectSame(await look(zones), before);
    expect(await setsThere()).toEqual(there);
    expect(idsThere()).toEqual(ids);
  });

  describe('that are still running', () => {
    const zones = zonesOf('running');
    const written = zones.slice(0, 5);

    it.each(['answered late', 'never answered'] as const)(
      'are rolled back whole, with a write under way that is %s',
      async (how) => {
        const before = await look(zones);
        const plan = await flips.flip('running');
        expect(await flips.panel.steps(plan.id)).toHaveLength(zones.length);
        // The last of these has it already, and says so only later.
        const last = flips.gate.hold(
          (request) => request.startsWith('PATCH ') && request.includes(`/${written.at(-1)!.name}.`),
          'answered',
        );
        await flips.apply(plan);
        const held = await last;
        const half = withValues(before, ledTo('side-b', leadingIn(written)));
        expectSame(await look(zones), half);
        const { id } = await flips.undo(plan);
        // Nobody knows yet what became of the write that is under way.
        expectSame(await look(zones), half);
        if (how === 'answered late') await held.passOn();
        else held.drop();
        await flips.panel.comesTo(id, 'applied');
        await flips.panel.comesTo(plan.id, 'undone');
        expectSame(await look(zones), before);
        const states = (await flips.panel.steps(plan.id)).map(({ state }) => state);
        expect(states).toEqual(zones.map((zone) => (written.includes(zone) ? 'applied' : 'waiting')));
        expect(await flips.panel.steps(id)).toHaveLength(written.length);
      },
    );

    it('are rolled back whole when the server answers slowly', async () => {
      const before = await look(zones);
      const { faults } = flips.panel.lab;
      faults.add({ service: 'powerdns', operation: 'PATCH /zones/:id', what: { how: 'slow', ms: 700 } });
      const plan = await flips.flip('running');
      await flips.apply(plan);
      const second = flips.gate.hold(
        (request) => request.startsWith('PATCH ') && request.includes(`/${zones[1]!.name}.`),
        'asked',
      );
      const held = await second;
      const { id } = await flips.undo(plan);
      await held.passOn();
      await flips.panel.comesTo(id, 'applied');
      await flips.panel.comesTo(plan.id, 'undone');
      faults.heal();
      expectSame(await look(zones), before);
      expect(await flips.panel.steps(id)).toHaveLength(2);
    });
  });

  describe('with a canary', () => {
    const zones = zonesOf('canary');
    // What is behind the other side has no IPv6.
    const leading = leadingIn(zones).filter((key) => !key.endsWith(' AAAA'));
    const first = ['door-0.one.canary.example A', 'door-1.one.canary.example A', 'to-door-0.one.canary.example CNAME'];
    let machines: ProbedMachines;
    let before: ZoneLook;
    beforeAll(async () => {
      machines = await ProbedMachines.start(PROBED.addresses);
      before = await look(zones);
    });
    afterAll(() => machines?.stop());

    const canary = () => {
      const probe = { kind: 'http', port: machines.port, path: '/healthz' };
      return flips.flip('canary', { probe, canary: first.length, onFailure: 'roll-back' }, 'probed');
    };
    /** Until the first few have moved, and the machines are asked how they do. */
    async function begun(): Promise<Plan> {
      const plan = await canary();
      expect(plan.checks.find(({ name }) => name === 'probe')).toMatchObject({ state: 'passed' });
      machines.hold();
      await flips.apply(plan);
      await machines.asked();
      expectSame(await look(zones), withValues(before, ledTo(PROBED.name, first)));
      return plan;
    }

    it('take the first few back when what they lead to is not well', async () => {
      const plan = await begun();
      machines.answer(503);
      const { error, undoneBy } = await flips.panel.comesTo(plan.id, 'undone');
      expect(error).toMatch(/127\.0\.0\.21: answered 503; 127\.0\.0\.22: answered 503/);
      expect((await flips.panel.steps(undoneBy!)).map(({ state }) => state)).toEqual(['applied']);
      expectSame(await look(zones), before);
    });

    it('take the first few back when somebody says so before it is known', async () => {
      const plan = await begun();
      const { id } = await flips.undo(plan);
      machines.answer(200);
      await flips.panel.comesTo(id, 'applied');
      await flips.panel.comesTo(plan.id, 'undone');
      expectSame(await look(zones), before);
    });

    it('move the rest when it is', async () => {
      const plan = await begun();
      machines.answer(200);
      await flips.panel.comesTo(plan.id, 'applied');
      expectSame(await look(zones), withValues(before, ledTo(PROBED.name, leading)));
      await flips.rolledBack(plan);
      expectSame(await look(zones), before);
    });
  });

  it('are seen sooner once TTLs were lowered, which is offered', async () => {
    const zones = zonesOf('lowered');
    const keys = leadingIn(zones);
    const before = await look(zones);
    const early = await flips.flip('lowered');
    const { action, params } = early.offers.find((offer) => offer.action === 'dns.lower-ttl')!;
    const lowering = await flips.panel.propose(action, params);
    expect((await flips.applied(lowering)).state).toBe('applied');
    const lowered = withTtls(before, keys, 60);
    expectSame(await look(zones), lowered);

    // What was planned before is another plan now.
    expect((await flips.applied(early)).state).toBe('expired');
    expectSame(await look(zones), lowered);
    const plan = await flips.flip('lowered');
    expect(plan.offers.map((offer) => offer.action)).not.toContain('dns.lower-ttl');
    expect((await flips.applied(plan)).state).toBe('applied');
    expectSame(await look(zones), withValues(lowered, ledTo('side-b', keys)));
    await flips.rolledBack(plan);
    expectSame(await look(zones), lowered);
    await flips.rolledBack(lowering);
    expectSame(await look(zones), before);
  });

  it('leave records that agree with all that was written', async () => {
    expect(await recordComplaints(flips.panel.db, flips.panel.lab.requests.list())).toEqual([]);
  });
});
