import { describe, expect, it } from 'vitest';
import { type Lab, startLab, startTlsLab } from '../../../lab/start.ts';
import { Clock } from '../../../lab/world/clock.ts';
import type { WorldInput } from '../../../lab/world/snapshot.ts';
import { World } from '../../../lab/world/world.ts';
import { cloudflare } from '../cloudflare/cloudflare.ts';
import type { PulledSource, Row } from '../system.ts';
import { accounts, cloudflareEstate, token, zoneIds } from './cloudflare-estate.ts';
import { expectFixture } from './dns-fixture-holds.ts';
import { checkWith, pullAll } from './pull-all.ts';
import { reverseAll } from './reversed.ts';
import type { Fault, StandIn } from './stand-in.ts';
import { conformance } from './suite.ts';

const world = () => {
  const clock = new Clock();
  clock.freeze();
  return new World(cloudflareEstate as WorldInput, clock);
};

const sourceAt = (url: string, apiToken: string = token.usual, settings: object = {}): PulledSource => ({
  id: '0192f000-0000-7000-8000-000000000002',
  name: 'cloudflare-test',
  settings: { baseUrl: `${url}/cloudflare/client/v4`, ...settings },
  secrets: { apiToken },
});

type FaultSettings = Parameters<Lab['faults']['add']>[0];

async function start(): Promise<StandIn> {
  const lab = await startLab({ world });
  const tls = await startTlsLab({ world });
  const isOfSource = ({ how }: Fault) => how === 'revoke' || how === 'other-account';
  return {
    system: cloudflare,
    source: sourceAt(lab.url),
    wrongSource: sourceAt(lab.url, 'another-token-of-the-switchyard-lab-9876543210'),
    untrustedSource: sourceAt(tls.url),
    listed: { kind: 'record_sets', scope: zoneIds.big },
    fail(fault) {
      const aim = isOfSource(fault) ? {} : { operation: 'GET /zones/:id/dns_records', zone: zoneIds.big };
      const what =
        fault.how === '500' ? { ...fault, status: 500 } : fault.how === 'half-page' ? { ...fault, page: 2 } : fault;
      lab.faults.add({ service: 'cloudflare', ...aim, what } as FaultSettings);
    },
    heal() {
      lab.faults.heal();
      lab.refill();
    },
    requests: () => lab.requests.list().length,
    async reorder() {
      for (const zone of lab.world.cloudflare.zones) reverseAll(zone.records);
      reverseAll(lab.world.cloudflare.zones);
    },
    async stop() {
      await Promise.all([lab.stop(), tls.stop()]);
    },
  };
}

conformance('cloudflare', { pages: true, counts: true, accounts: true }, start);

describe('cloudflare', () => {
  const withLab = async (test: (lab: Lab) => Promise<void>) => {
    const lab = await startLab({ world });
    try {
      await test(lab);
    } finally {
      await lab.stop();
    }
  };
  const recordSets = (record: Awaited<ReturnType<typeof pullAll>>) =>
    record.rows('record_sets') as Row<'record_sets'>[];

  it('spells names and values as every DNS provider does', () =>
    withLab(async (lab) => {
      const record = await pullAll(cloudflare, sourceAt(lab.url));
      expectFixture(record.rows('zones') as Row<'zones'>[], recordSets(record));
    }));

  it('gives a set what its records have in common, keeps what each said, and reads "automatic" as no ttl', () =>
    withLab(async (lab) => {
      const record = await pullAll(cloudflare, sourceAt(lab.url));
      const named = (name: string) => recordSets(record).find((row) => row.name === `${name}.mixed.example`);
      expect(named('same')).toMatchObject({ ttl: null, proxied: true, comment: 'web', recordTags: ['team:web'] });
      expect(named('differs')).toMatchObject({
        ttl: null,
        proxied: null,
        comment: null,
        recordTags: ['a:1', 'b:2'],
        modifiedAt: '2026-03-02T03:04:05.000Z',
      });
      expect(named('differs')?.values.every(({ ref }) => /^[0-9a-f]{32}$/.test(ref ?? ''))).toBe(true);
      expect(named('differs')?.raw['records']).toMatchObject([
        { content: '192.0.2.1', proxied: true, comment: 'one', ttl: 300 },
        { content: '192.0.2.2', proxied: false, comment: 'two', ttl: 600 },
      ]);
      const zone = record.rows('zones').find(({ key }) => key === zoneIds.mixed);
      expect(zone).toMatchObject({
        state: 'pending',
        zoneType: 'partial',
        plan: 'free',
        nameServers: ['ada.ns.example', 'bob.ns.example'],
      });
    }));

  it('asks for accountId when the token sees several accounts, and then lists that one alone', () =>
    withLab(async (lab) => {
      const undecided = await pullAll(cloudflare, sourceAt(lab.url, token.wide));
      expect(undecided.error).toMatchObject({ type: 'permanent', message: expect.stringContaining('accountId') });
      expect(undecided.items).toEqual([]);
      const decided = await pullAll(cloudflare, sourceAt(lab.url, token.wide, { accountId: accounts.other }));
      expect(decided.error).toBeUndefined();
      expect(decided.rows('zones').map(({ key }) => key)).toEqual([zoneIds.foreign]);
      expect(decided.ofType('account')[0]?.account).toBe(accounts.other);
    }));

  it('knows the account of a token that has no zones yet', () =>
    withLab(async (lab) => {
      const record = await pullAll(cloudflare, sourceAt(lab.url, token.idle));
      expect(record.error).toBeUndefined();
      expect(record.ofType('account')[0]?.account).toBe(accounts.other);
      expect(record.end({ kind: 'zones', scope: accounts.other })?.complete).toBe(true);
    }));

  it('names the permission that is missing, zone by zone', () =>
    withLab(async (lab) => {
      const record = await pullAll(cloudflare, sourceAt(lab.url, token.blind));
      expect(record.error).toBeUndefined();
      expect(record.end({ kind: 'zones', scope: accounts.mine })?.complete).toBe(true);
      expect(record.end({ kind: 'record_sets', scope: zoneIds.big })).toMatchObject({
        complete: false,
        error: { type: 'auth', needs: 'DNS Read' },
      });
      const check = await checkWith(cloudflare, sourceAt(lab.url, token.blind));
      expect(check.ok).toBe(false);
      expect(check.items.filter(({ ok }) => !ok)).toMatchObject([{ needs: 'DNS Read' }]);
    }));

  it('lists only the zones that the source names, and says which of them it cannot find', () =>
    withLab(async (lab) => {
      const source = sourceAt(lab.url, token.usual, { zones: ['Bücher.example', 'nowhere.example'] });
      const record = await pullAll(cloudflare, source);
      expect(record.rows('zones').map(({ key }) => key)).toEqual([zoneIds.fixture]);
      expect(record.end({ kind: 'zones', scope: accounts.mine })).not.toHaveProperty('count');
      expect(record.end({ kind: 'record_sets', scope: 'nowhere.example' })).toMatchObject({
        complete: false,
        error: { type: 'permanent' },
      });
      const check = await checkWith(cloudflare, source);
      expect(check.items.filter(({ ok }) => !ok)).toMatchObject([{ ability: 'Records of nowhere.example' }]);
    }));

  it('keeps what it saw of the zones when their listing breaks off, and calls none of them vanished', () =>
    withLab(async (lab) => {
      for (let number = 10; number < 70; number += 1) {
        const [first] = lab.world.cloudflare.zones;
        const like = {
          ...first!.snapshot(),
          id: String(number).padStart(32, '0'),
          name: `z${number}.example`,
          records: { items: [], gone: [] },
        };
        lab.world.cloudflare.zones.set(
          new (first!.constructor as new (snapshot: typeof like) => typeof first & object)(like),
        );
      }
      lab.faults.add({ service: 'cloudflare', operation: 'GET /zones', what: { how: 'half-page', page: 2 } });
      const record = await pullAll(cloudflare, sourceAt(lab.url));
      expect(record.rows('zones')).toHaveLength(50);
      expect(record.end({ kind: 'zones', scope: accounts.mine })).toMatchObject({
        complete: false,
        error: { type: 'transient' },
      });
      expect(record.ofType('scopes').flatMap(({ kinds }) => kinds)).toEqual(['zones']);
      expect(record.ends().filter(({ kind, complete }) => kind === 'record_sets' && complete)).toHaveLength(50);
    }));

  it('paces itself by what every answer says is left, and leaves a fifth to people', () =>
    withLab(async (lab) => {
      const record = await pullAll(cloudflare, sourceAt(lab.url));
      expect(record.pauses[0]).toEqual({ family: undefined, left: 1199 - 240, seconds: 300 });
      expect(record.pauses).toHaveLength(record.turns.length);
    }));
});
