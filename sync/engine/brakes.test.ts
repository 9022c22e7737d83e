import { describe, expect, it } from 'vitest';
import { SystemError } from '../systems/errors.ts';
import { releaseHeld } from './release-held.ts';
import { host, virtualMachine } from './scripted-machines.ts';
import { account, end, instance, listing, page, recordSet, zone } from './scripted-system.ts';
import { scriptedModel } from './scripted-model.ts';

const model = scriptedModel();
const { pull } = model;
const many = (count: number, from = 0) => Array.from({ length: count }, (_, at) => instance(`i-${from + at}`));
const rows = async (table: string, more = '') => (await model.db.worker.query(`SELECT * FROM ${table} ${more}`)).rows;
const live = async (table = 'instances') => (await rows(table, 'WHERE gone_at IS NULL')).length;

describe('brakes', () => {
  const held = () => rows('held_changes', `WHERE state = 'open'`);

  it('hold a scope that becomes empty', async () => {
    await pull(listing('instances', 'eu', many(3)));
    await pull(listing('instances', 'eu', []));
    const result = await pull(listing('instances', 'eu', []));
    expect(result).toMatchObject({ state: 'held', outcomes: [{ gone: 0, held: 3 }] });
    expect(await held()).toMatchObject([{ reason: 'became-empty' }]);
    expect(await live()).toBe(3);
  });

  it('hold when more than 30 % of a scope would go, and let go what a person released', async () => {
    await pull(listing('instances', 'eu', many(20)));
    for (let times = 0; times < 3; times += 1) await pull(listing('instances', 'eu', many(13)));
    const [hold] = await held();
    expect(hold).toMatchObject({ reason: 'many-gone', kind: 'instances', scope: 'eu' });
    expect(hold.ids).toHaveLength(7);
    expect(await live()).toBe(20);
    await model.db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [hold.id]);
    expect(await releaseHeld(model.db.worker, hold.id)).toMatchObject({ gone: 7 });
    expect(await live()).toBe(13);
  });

  it('do not let go what came back before the release', async () => {
    await pull(listing('instances', 'eu', many(20)));
    for (let times = 0; times < 2; times += 1) await pull(listing('instances', 'eu', many(10)));
    const [hold] = await held();
    await pull(listing('instances', 'eu', many(20)));
    expect(await held()).toEqual([]);
    await model.db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [hold.id]);
    expect(await releaseHeld(model.db.worker, hold.id)).toMatchObject({ gone: 0 });
    expect(await live()).toBe(20);
  });

  it('respect that a person wants to keep the rows', async () => {
    await pull(listing('instances', 'eu', many(20)));
    for (let times = 0; times < 2; times += 1) await pull(listing('instances', 'eu', many(10)));
    await model.db.worker.query(`UPDATE held_changes SET state = 'kept'`);
    const after = await pull(listing('instances', 'eu', many(10)));
    expect(after).toMatchObject({ state: 'complete', outcomes: [{ gone: 0, held: 0 }] });
    expect(await live()).toBe(20);
  });

  it('hold what would go in small bites over a day', async () => {
    await pull(listing('instances', 'eu', many(20)));
    for (const count of [16, 16, 13, 13]) await pull(listing('instances', 'eu', many(count)));
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
    await pull(both());
    await pull(one());
    await pull(one());
    const [hold] = await held();
    expect(hold).toMatchObject({ reason: 'parent-vanished', kind: 'zones' });
    expect([await live('zones'), await live('record_sets')]).toEqual([2, 2]);
    await model.db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [hold.id]);
    expect(await releaseHeld(model.db.worker, hold.id)).toMatchObject({ gone: 2 });
    expect([await live('zones'), await live('record_sets')]).toEqual([1, 1]);
  });

  it('ask nobody any more about what went with its zone', async () => {
    const pullZones = (...names: string[]) =>
      pull([
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
    await model.db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [id]);
    expect(await releaseHeld(model.db.worker, id)).toMatchObject({ gone: 2 });
    await pullZones('a.example');
    expect(await held()).toEqual([]);
    expect([await live('zones'), await live('record_sets')]).toEqual([1, 1]);
  });

  it('call a zone by its name where its id is its scope', async () => {
    const [id, name] = ['023e105f4ecef8ad9ca31a8372d0c353', 'shop.example'];
    const progress: string[] = [];
    const pullZone = (error?: Error) =>
      pull(
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
    await model.db.worker.query(
      `UPDATE scopes SET lease_run = gen_random_uuid(), lease_until = now() + interval '1 minute'`,
    );
    const taken = await pull([account(), end('record_sets', id)]);
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
    for (let time = 0; time < 2; time += 1) {
      const { outcomes } = await pull(items);
      expect(outcomes.map(({ kind, scope, scopeTitle }) => [kind, scope, scopeTitle])).toEqual([
        ['hosts', at, 'hv7'],
        ['virtual_machines', at, 'hv7'],
      ]);
    }
    const away = new SystemError('transient', 'no answer within 10 s');
    expect(await pull([account(), end('hosts', at, { complete: false, error: away })])).toMatchObject({
      error: 'hosts of hv7: no answer within 10 s',
    });
  });

  it('hold a vanished region', async () => {
    const scopes = (...names: string[]) => ({ type: 'scopes' as const, kinds: ['instances' as const], scopes: names });
    await pull([
      account(),
      scopes('eu', 'us'),
      page('instances', 'eu', many(2)),
      end('instances', 'eu'),
      page('instances', 'us', many(2, 10)),
      end('instances', 'us'),
    ]);
    await pull([account(), scopes('eu'), page('instances', 'eu', many(2)), end('instances', 'eu')]);
    const [hold] = await held();
    expect(hold).toMatchObject({ reason: 'parent-vanished', scope: 'us' });
    expect(await live()).toBe(4);
    await model.db.worker.query(`UPDATE held_changes SET state = 'released' WHERE id = $1`, [hold.id]);
    expect(await releaseHeld(model.db.worker, hold.id)).toMatchObject({ gone: 2 });
  });

  it('write nothing when the credentials belong to another account', async () => {
    await pull(listing('instances', 'eu', many(3)));
    const result = await pull([account('other'), page('instances', 'eu', many(9, 100)), end('instances', 'eu')]);
    expect(result).toMatchObject({ state: 'held', errorType: 'account' });
    expect(await live()).toBe(3);
    expect(await held()).toMatchObject([{ reason: 'other-account' }]);
  });
});
