import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { SystemError } from '../systems/errors.ts';
import { releaseHeld } from './release-held.ts';
import { removeSource } from './remove-source.ts';
import { host, virtualMachine } from './scripted-machines.ts';
import { account, end, instance, listing, makeSource, page, pullScript, recordSet, zone } from './scripted-system.ts';

let db: TestDatabase;
let source: { id: string; name: string };
let made = 0;
const EMPTIED = ['instances', 'hosts', 'virtual_machines', 'zones', 'record_sets', 'links']
  .flatMap((table) => [table, `${table}_history`])
  .concat('link_keys', 'findings', 'missing', 'held_changes', 'clusters');
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  const realm = `acme-${(made += 1)}`;
  source = await makeSource(db.worker, realm);
  for (const table of EMPTIED) await db.worker.query(`DELETE FROM ${table}`);
});

const many = (count: number, from = 0) => Array.from({ length: count }, (_, at) => instance(`i-${from + at}`));
const rows = async (table: string, more = '') => (await db.worker.query(`SELECT * FROM ${table} ${more}`)).rows;
const live = async (table = 'instances') => (await rows(table, 'WHERE gone_at IS NULL')).length;

describe('a pull', () => {
  it('takes everything in, and writes nothing when nothing has changed', async () => {
    const first = await pullScript(db.worker, source, listing('instances', 'eu', many(1500)));
    expect(first).toMatchObject({
      state: 'complete',
      outcomes: [{ created: 1500, updated: 0, gone: 0, complete: true }],
    });
    const before = await rows('instances', 'ORDER BY id');
    const changes = (await rows('run_changes')).length;
    const second = await pullScript(db.worker, source, listing('instances', 'eu', many(1500)));
    expect(second.outcomes[0]).toMatchObject({ listed: 1500, created: 0, updated: 0, gone: 0 });
    expect(await rows('instances', 'ORDER BY id')).toEqual(before);
    expect((await rows('run_changes')).length).toBe(changes);
    expect(await rows('instances_history')).toEqual([]);
    expect(await rows('seen')).toEqual([]);
    expect(await rows('stage_instances')).toEqual([]);
  });

  it('tells listeners when it begins and when it has ended', async () => {
    const listener = await db.worker.connect();
    const heard: string[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await listener.query('LISTEN changes');
    const { runId } = await pullScript(db.worker, source, listing('instances', 'eu', []));
    await listener.query('UNLISTEN changes');
    listener.release();
    expect(heard.filter((payload) => payload === `panel:sync_runs:${runId}`)).toHaveLength(2);
  });

  it('keeps each past version, without gaps or overlaps', async () => {
    for (const state of ['running', 'stopping', 'stopped'] as const)
      await pullScript(db.worker, source, listing('instances', 'eu', [instance('i-1', { state })]));
    const [now] = await rows('instances');
    const past = await rows('instances_history', 'ORDER BY valid_from');
    expect(past.map((version) => version.state)).toEqual(['running', 'stopping']);
    expect(past[0].valid_to).toBe(past[1].valid_from);
    expect(past[1].valid_to).toBe(now.valid_from);
    expect(now).toMatchObject({ state: 'stopped', id: past[0].id });
  });

  it('writes raw alone, without a version, when only the provider’s wording differs', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', [instance('i-1')]));
    await pullScript(
      db.worker,
      source,
      listing('instances', 'eu', [instance('i-1', { raw: { InstanceId: 'i-1', New: 1 } })]),
    );
    expect(await rows('instances_history')).toEqual([]);
    expect((await rows('instances'))[0].raw).toEqual({ InstanceId: 'i-1', New: 1 });
  });

  it('marks a row gone after two complete listings, and brings it back', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(20)));
    const once = await pullScript(db.worker, source, listing('instances', 'eu', many(19)));
    expect(once.outcomes[0]).toMatchObject({ gone: 0, held: 0 });
    expect(await live()).toBe(20);
    const twice = await pullScript(db.worker, source, listing('instances', 'eu', many(19)));
    expect(twice.outcomes[0]).toMatchObject({ gone: 1 });
    expect(await live()).toBe(19);
    const back = await pullScript(db.worker, source, listing('instances', 'eu', many(20)));
    expect(back.outcomes[0]).toMatchObject({ updated: 1 });
    expect(await live()).toBe(20);
  });

  it('forgets an absence when the row was only missing once', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(20)));
    for (const count of [19, 20, 19]) await pullScript(db.worker, source, listing('instances', 'eu', many(count)));
    expect(await live()).toBe(20);
  });

  it('lets go at once what the provider itself calls deleted', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(3)));
    const result = await pullScript(db.worker, source, [
      account(),
      page('instances', 'eu', many(2)),
      { type: 'deleted', kind: 'instances', scope: 'eu', keys: ['i-2'] },
      end('instances', 'eu'),
    ]);
    expect(result.outcomes[0]).toMatchObject({ gone: 1, held: 0 });
  });

  it('treats a move to another scope as a change', async () => {
    await pullScript(db.worker, source, [
      ...listing('instances', 'eu', many(12)),
      ...listing('instances', 'us', many(1, 50)).slice(1),
    ]);
    const moved = await pullScript(db.worker, source, [
      ...listing('instances', 'eu', many(11)),
      ...listing('instances', 'us', [instance('i-50'), instance('i-11', { region: 'us' })]).slice(1),
    ]);
    expect(moved.outcomes[1]).toMatchObject({ created: 0, updated: 1, gone: 0 });
    await pullScript(db.worker, source, [
      ...listing('instances', 'eu', many(11)),
      ...listing('instances', 'us', [instance('i-50'), instance('i-11', { region: 'us' })]).slice(1),
    ]);
    expect(await live()).toBe(13);
  });
});

describe('a listing that is not whole', () => {
  const full = () => pullScript(db.worker, source, listing('instances', 'eu', many(40)));

  it.each([
    [
      'half of it, then an error',
      [
        account(),
        page('instances', 'eu', many(20)),
        end('instances', 'eu', { complete: false, error: new SystemError('transient', '500') }),
      ],
    ],
    [
      'a silent cap that the provider’s own count betrays',
      [account(), page('instances', 'eu', many(20)), end('instances', 'eu', { count: 40 })],
    ],
    [
      'a row that could not be read',
      [
        account(),
        page('instances', 'eu', many(39)),
        { type: 'malformed', kind: 'instances', scope: 'eu', key: 'i-39', reason: 'no state' },
        end('instances', 'eu'),
      ],
    ],
    [
      'an id that came twice',
      [account(), page('instances', 'eu', many(20)), page('instances', 'eu', many(10)), end('instances', 'eu')],
    ],
    [
      'a new id that came twice',
      [
        account(),
        page('instances', 'eu', [...many(20), instance('i-new')]),
        page('instances', 'eu', [instance('i-new')]),
        end('instances', 'eu'),
      ],
    ],
    ['no end at all', [account(), page('instances', 'eu', many(5))]],
  ] as const)('%s: nothing goes, however often', async (_what, script) => {
    await full();
    for (let times = 0; times < 3; times += 1) {
      const result = await pullScript(db.worker, source, script as never);
      expect(result.outcomes[0]).toMatchObject({ complete: false, gone: 0, held: 0 });
      expect(result.outcomes[0]!.error).toBeTruthy();
    }
    expect(await live()).toBeGreaterThanOrEqual(40);
    const [scope] = await rows('scopes', `WHERE source_id = '${source.id}'`);
    expect(scope.last_error).toBeTruthy();
  });

  it('keeps what half a page told', async () => {
    await pullScript(
      db.worker,
      source,
      (async function* () {
        yield account();
        yield page('instances', 'eu', many(7));
        throw new SystemError('transient', 'connection reset');
      })(),
    );
    expect(await live()).toBe(7);
  });

  it('says that the credentials were revoked in the middle, and keeps the source’s rows', async () => {
    await full();
    const result = await pullScript(
      db.worker,
      source,
      (async function* () {
        yield account();
        yield page('instances', 'eu', many(10));
        throw new SystemError('auth', 'AuthFailure');
      })(),
    );
    expect(result).toMatchObject({ state: 'failed', errorType: 'auth', retryIn: null });
    expect(await live()).toBe(40);
  });

  it('waits as long as the provider asks', async () => {
    const limited = (retryAfter?: number) =>
      pullScript(
        db.worker,
        source,
        (async function* () {
          yield account();
          throw new SystemError('rate-limited', '429', { retryAfter });
        })(),
      );
    expect((await limited(17)).retryIn).toBe(17);
    expect((await limited()).retryIn).toBe(60);
  });
});

describe('brakes', () => {
  const held = () => rows('held_changes', `WHERE state = 'open'`);

  it('hold a scope that becomes empty', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(3)));
    await pullScript(db.worker, source, listing('instances', 'eu', []));
    const result = await pullScript(db.worker, source, listing('instances', 'eu', []));
    expect(result).toMatchObject({ state: 'held', outcomes: [{ gone: 0, held: 3 }] });
    expect(await held()).toMatchObject([{ reason: 'became-empty' }]);
    expect(await live()).toBe(3);
  });

  it('hold when more than 30 % of a scope would go, and let go what a person released', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(20)));
    for (let times = 0; times < 3; times += 1)
      await pullScript(db.worker, source, listing('instances', 'eu', many(13)));
    const [hold] = await held();
    expect(hold).toMatchObject({ reason: 'many-gone', kind: 'instances', scope: 'eu' });
    expect(hold.ids).toHaveLength(7);
    expect(await live()).toBe(20);
    await db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [hold.id]);
    expect(await releaseHeld(db.worker, hold.id)).toMatchObject({ gone: 7 });
    expect(await live()).toBe(13);
  });

  it('do not let go what came back before the release', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(20)));
    for (let times = 0; times < 2; times += 1)
      await pullScript(db.worker, source, listing('instances', 'eu', many(10)));
    const [hold] = await held();
    await pullScript(db.worker, source, listing('instances', 'eu', many(20)));
    expect(await held()).toEqual([]);
    await db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [hold.id]);
    expect(await releaseHeld(db.worker, hold.id)).toMatchObject({ gone: 0 });
    expect(await live()).toBe(20);
  });

  it('respect that a person wants to keep the rows', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(20)));
    for (let times = 0; times < 2; times += 1)
      await pullScript(db.worker, source, listing('instances', 'eu', many(10)));
    await db.worker.query(`UPDATE held_changes SET state = 'kept'`);
    const after = await pullScript(db.worker, source, listing('instances', 'eu', many(10)));
    expect(after).toMatchObject({ state: 'complete', outcomes: [{ gone: 0, held: 0 }] });
    expect(await live()).toBe(20);
  });

  it('hold what would go in small bites over a day', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(20)));
    for (const count of [16, 16, 13, 13]) await pullScript(db.worker, source, listing('instances', 'eu', many(count)));
    expect(await live()).toBe(16);
    expect(await held()).toMatchObject([{ reason: 'many-gone-in-a-day' }]);
  });

  it('hold a vanished zone, and take its record sets with it once released', async () => {
    const both = () => [
      account(),
      page('zones', 'zones', [zone('a.example'), zone('b.example')]),
      end('zones', 'zones'),
      page('record_sets', 'a.example', [recordSet('a.example', 'www.a.example', ['192.0.2.1'])]),
      end('record_sets', 'a.example'),
      page('record_sets', 'b.example', [recordSet('b.example', 'www.b.example', ['192.0.2.2'])]),
      end('record_sets', 'b.example'),
    ];
    const one = () => [
      account(),
      page('zones', 'zones', [zone('a.example')]),
      end('zones', 'zones'),
      page('record_sets', 'a.example', [recordSet('a.example', 'www.a.example', ['192.0.2.1'])]),
      end('record_sets', 'a.example'),
    ];
    await pullScript(db.worker, source, both());
    await pullScript(db.worker, source, one());
    await pullScript(db.worker, source, one());
    const [hold] = await held();
    expect(hold).toMatchObject({ reason: 'parent-vanished', kind: 'zones' });
    expect([await live('zones'), await live('record_sets')]).toEqual([2, 2]);
    await db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [hold.id]);
    expect(await releaseHeld(db.worker, hold.id)).toMatchObject({ gone: 2 });
    expect([await live('zones'), await live('record_sets')]).toEqual([1, 1]);
  });

  it('ask nobody any more about what went with its zone', async () => {
    const pullZones = (...names: string[]) =>
      pullScript(db.worker, source, [
        account(),
        { type: 'scopes', kinds: ['record_sets'], scopes: names },
        page('zones', 'acme', names.map(zone)),
        end('zones', 'acme'),
        ...names.flatMap((name) => listing('record_sets', name, [recordSet(name, `www.${name}`, ['192.0.2.1'])])),
      ]);
    await pullZones('a.example', 'b.example');
    await pullZones('a.example');
    await pullZones('a.example');
    const holds = await held();
    expect(holds.map(({ kind, scope }) => `${kind} ${scope}`).toSorted()).toEqual([
      'record_sets b.example',
      'zones acme',
    ]);
    const { id } = holds.find(({ kind }) => kind === 'zones')!;
    await db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [id]);
    expect(await releaseHeld(db.worker, id)).toMatchObject({ gone: 2 });
    await pullZones('a.example');
    expect(await held()).toEqual([]);
    expect([await live('zones'), await live('record_sets')]).toEqual([1, 1]);
  });

  it('call a zone by its name where its id is its scope', async () => {
    const [id, name] = ['023e105f4ecef8ad9ca31a8372d0c353', 'shop.example'];
    const progress: string[] = [];
    const pullZone = (error?: Error) =>
      pullScript(
        db.worker,
        source,
        [
          account(),
          { type: 'scopes', kinds: ['record_sets'], scopes: error ? [] : [id] },
          page('zones', 'acme', [{ ...zone(name), key: id }]),
          end('zones', 'acme'),
          ...(error
            ? []
            : [page('record_sets', id, [recordSet(name, 'www.shop.example', ['192.0.2.1'], { zoneKey: id })])]),
          end('record_sets', id, error ? { complete: false, error } : {}),
        ],
        { onProgress: (scopes) => progress.push(scopes.at(-1)!.scopeTitle) },
      );
    const first = await pullZone();
    expect(first.outcomes.map(({ scope, scopeTitle }) => [scope, scopeTitle])).toEqual([
      ['acme', 'acme'],
      [id, name],
    ]);
    expect(progress.at(-1)).toBe(name);
    const failed = await pullZone(new SystemError('permanent', `GET /zones/${id}: not found`));
    expect(failed).toMatchObject({
      error: `record sets of shop.example: GET /zones/${id}: not found`,
      errorType: 'permanent',
    });
    expect(await held()).toMatchObject([
      { kind: 'record_sets', scope: id, scope_title: name, detail: expect.stringContaining(`${name} is no longer`) },
    ]);
    await db.worker.query(`UPDATE scopes SET lease_run = gen_random_uuid(), lease_until = now() + interval '1 minute'`);
    const taken = await pullScript(db.worker, source, [account(), end('record_sets', id)]);
    expect(taken.error).toBe('record sets of shop.example: another run is listing it');
  });

  it('call a host by its name where its address is its scope: the host itself and what is on it, from the first pull on', async () => {
    const at = '192.0.2.7:16510';
    const items = [
      account(),
      page('hosts', at, [host(at, { name: 'hv7' })]),
      end('hosts', at),
      page('virtual_machines', at, [virtualMachine('vm-1', at)]),
      end('virtual_machines', at),
    ];
    for (let pull = 0; pull < 2; pull += 1) {
      const { outcomes } = await pullScript(db.worker, source, items);
      expect(outcomes.map(({ kind, scope, scopeTitle }) => [kind, scope, scopeTitle])).toEqual([
        ['hosts', at, 'hv7'],
        ['virtual_machines', at, 'hv7'],
      ]);
    }
    const away = new SystemError('transient', 'no answer within 10 s');
    expect(
      await pullScript(db.worker, source, [account(), end('hosts', at, { complete: false, error: away })]),
    ).toMatchObject({ error: 'hosts of hv7: no answer within 10 s' });
  });

  it('hold a vanished region', async () => {
    const scopes = (...names: string[]) => ({ type: 'scopes' as const, kinds: ['instances' as const], scopes: names });
    await pullScript(db.worker, source, [
      account(),
      scopes('eu', 'us'),
      page('instances', 'eu', many(2)),
      end('instances', 'eu'),
      page('instances', 'us', many(2, 10)),
      end('instances', 'us'),
    ]);
    await pullScript(db.worker, source, [
      account(),
      scopes('eu'),
      page('instances', 'eu', many(2)),
      end('instances', 'eu'),
    ]);
    const [hold] = await held();
    expect(hold).toMatchObject({ reason: 'parent-vanished', scope: 'us' });
    expect(await live()).toBe(4);
    await db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [hold.id]);
    expect(await releaseHeld(db.worker, hold.id)).toMatchObject({ gone: 2 });
  });

  it('write nothing when the credentials belong to another account', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(3)));
    const result = await pullScript(db.worker, source, [
      account('other'),
      page('instances', 'eu', many(9, 100)),
      end('instances', 'eu'),
    ]);
    expect(result).toMatchObject({ state: 'held', errorType: 'account' });
    expect(await live()).toBe(3);
    expect(await held()).toMatchObject([{ reason: 'other-account' }]);
  });
});

describe('order and concurrency', () => {
  it('keeps what an event has told later than the listing', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', [instance('i-1')]));
    await db.worker.query(
      `UPDATE instances SET state = 'stopped', observed_at = now() + interval '1 hour', digest = gen_random_uuid()`,
    );
    await pullScript(db.worker, source, listing('instances', 'eu', [instance('i-1')]));
    for (let times = 0; times < 2; times += 1)
      await pullScript(db.worker, source, listing('instances', 'eu', [instance('i-2')]));
    expect(await rows('instances', `WHERE key = 'i-1'`)).toMatchObject([{ state: 'stopped', gone_at: null }]);
  });

  it('lets only one of two runs of a scope write', async () => {
    let other: Awaited<ReturnType<typeof pullScript>> | undefined;
    const result = await pullScript(
      db.worker,
      source,
      (async function* () {
        yield account();
        yield page('instances', 'eu', many(5));
        other = await pullScript(db.worker, source, listing('instances', 'eu', []));
        yield end('instances', 'eu');
      })(),
    );
    expect(other!.outcomes[0]).toMatchObject({ complete: false, error: 'another run is listing it' });
    expect(result.outcomes[0]).toMatchObject({ created: 5, complete: true });
  });

  it('writes nothing once the lease was taken over', async () => {
    const result = await pullScript(
      db.worker,
      source,
      (async function* () {
        yield account();
        yield page('instances', 'eu', many(5));
        await db.worker.query(
          'UPDATE scopes SET lease_run = gen_random_uuid(), fence = fence + 1 WHERE source_id = $1',
          [source.id],
        );
        yield end('instances', 'eu');
      })(),
    );
    expect(result).toMatchObject({ state: 'failed', errorType: 'lost' });
    expect(await live()).toBe(0);
  });

  it('writes nothing when its source is removed meanwhile, and removal leaves history but no secrets', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(5)));
    const result = await pullScript(
      db.worker,
      source,
      (async function* () {
        yield account();
        yield page('instances', 'eu', many(9));
        await db.worker.query('UPDATE sources SET removed_at = now() WHERE id = $1', [source.id]);
        await removeSource(db.worker, source.id);
        yield end('instances', 'eu');
      })(),
    );
    expect(result.state).toBe('failed');
    expect(await live()).toBe(0);
    expect(await rows('instances')).toHaveLength(5);
    expect(await rows('instances_history')).toHaveLength(5);
  });

  it('refuses to merge when a crash has emptied the staging tables', async () => {
    await pullScript(db.worker, source, listing('instances', 'eu', many(30)));
    const result = await pullScript(
      db.worker,
      source,
      (async function* () {
        yield account();
        yield page('instances', 'eu', many(30));
        while ((await db.worker.query('DELETE FROM seen')).rowCount === 0) await new Promise(setImmediate);
        yield end('instances', 'eu');
      })(),
    );
    expect(result.error).toMatch(/staging holds 0 seen/);
    expect(result.retryIn).toBe(1);
    expect(await live()).toBe(30);
  });

  it('links two scopes that commit at the same time', async () => {
    for (let round = 0; round < 8; round += 1) {
      const address = `192.0.2.${round + 1}`;
      await Promise.all([
        pullScript(
          db.worker,
          source,
          listing('instances', `eu-${round}`, [instance(`i-${round}`, { publicAddresses: [address] })]),
        ),
        pullScript(
          db.worker,
          source,
          listing('record_sets', `z-${round}`, [recordSet('a.example', `w${round}.a.example`, [address])]),
        ),
      ]);
    }
    expect(await rows('links')).toHaveLength(8);
  });
});

describe('names and values', () => {
  it('takes punycode, IPv6, NUL and sets of 100 values', async () => {
    const values = Array.from({ length: 100 }, (_, at) => `2001:db8::${(at + 1).toString(16)}`);
    const set = recordSet('xn--bcher-kva.example', 'xn--bcher-kva.example', values, {
      type: 'AAAA',
      unicodeName: 'bücher.example',
      comment: 'a\0b 🚃',
    });
    const run = () => pullScript(db.worker, source, listing('record_sets', 'z', [set]));
    await run();
    expect((await run()).outcomes[0]).toMatchObject({ created: 0, updated: 0 });
    const [row] = await rows('record_sets');
    expect(row.contents).toEqual(values);
    expect(row).toMatchObject({ unicode_name: 'bücher.example', comment: 'a\ufffdb 🚃' });
  });
});
