import { describe, expect, it } from 'vitest';
import { account, end, instance, listing, page, recordSet } from './scripted-system.ts';
import { scriptedModel } from './scripted-model.ts';

const model = scriptedModel();
const { pull } = model;
const many = (count: number, from = 0) => Array.from({ length: count }, (_, at) => instance(`i-${from + at}`));
const rows = async (table: string, more = '') => (await model.db.worker.query(`SELECT * FROM ${table} ${more}`)).rows;
const live = async (table = 'instances') => (await rows(table, 'WHERE gone_at IS NULL')).length;

describe('a pull', () => {
  it('takes everything in, and writes nothing when nothing has changed', async () => {
    const first = await pull(listing('instances', 'eu', many(1500)));
    expect(first).toMatchObject({
      state: 'complete',
      outcomes: [{ created: 1500, updated: 0, gone: 0, complete: true }],
    });
    const before = await rows('instances', 'ORDER BY id');
    const changes = (await rows('run_changes')).length;
    const second = await pull(listing('instances', 'eu', many(1500)));
    expect(second.outcomes[0]).toMatchObject({ listed: 1500, created: 0, updated: 0, gone: 0 });
    expect(await rows('instances', 'ORDER BY id')).toEqual(before);
    expect((await rows('run_changes')).length).toBe(changes);
    expect(await rows('instances_history')).toEqual([]);
    expect(await rows('seen')).toEqual([]);
    expect(await rows('stage_instances')).toEqual([]);
  });

  it('tells listeners when it begins and when it has ended', async () => {
    const listener = await model.db.worker.connect();
    const heard: string[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await listener.query('LISTEN changes');
    const { runId } = await pull(listing('instances', 'eu', []));
    await listener.query('UNLISTEN changes');
    listener.release();
    expect(heard.filter((payload) => payload === `panel:sync_runs:${runId}`)).toHaveLength(2);
  });

  it('keeps each past version, without gaps or overlaps', async () => {
    for (const state of ['running', 'stopping', 'stopped'] as const)
      await pull(listing('instances', 'eu', [instance('i-1', { state })]));
    const [now] = await rows('instances');
    const past = await rows('instances_history', 'ORDER BY valid_from');
    expect(past.map((version) => version.state)).toEqual(['running', 'stopping']);
    expect(past[0].valid_to).toBe(past[1].valid_from);
    expect(past[1].valid_to).toBe(now.valid_from);
    expect(now).toMatchObject({ state: 'stopped', id: past[0].id });
  });

  it('writes raw alone, without a version, when only the provider’s wording differs', async () => {
    await pull(listing('instances', 'eu', [instance('i-1')]));
    await pull(listing('instances', 'eu', [instance('i-1', { raw: { InstanceId: 'i-1', New: 1 } })]));
    expect(await rows('instances_history')).toEqual([]);
    expect((await rows('instances'))[0].raw).toEqual({ InstanceId: 'i-1', New: 1 });
  });

  it('marks a row gone after two complete listings, and brings it back', async () => {
    await pull(listing('instances', 'eu', many(20)));
    const once = await pull(listing('instances', 'eu', many(19)));
    expect(once.outcomes[0]).toMatchObject({ gone: 0, held: 0 });
    expect(await live()).toBe(20);
    const twice = await pull(listing('instances', 'eu', many(19)));
    expect(twice.outcomes[0]).toMatchObject({ gone: 1 });
    expect(await live()).toBe(19);
    const back = await pull(listing('instances', 'eu', many(20)));
    expect(back.outcomes[0]).toMatchObject({ updated: 1 });
    expect(await live()).toBe(20);
  });

  it('forgets an absence when the row was only missing once', async () => {
    await pull(listing('instances', 'eu', many(20)));
    for (const count of [19, 20, 19]) await pull(listing('instances', 'eu', many(count)));
    expect(await live()).toBe(20);
  });

  it('lets go at once what the provider itself calls deleted', async () => {
    await pull(listing('instances', 'eu', many(3)));
    const result = await pull([
      account(),
      page('instances', 'eu', many(2)),
      { type: 'deleted', kind: 'instances', scope: 'eu', keys: ['i-2'] },
      end('instances', 'eu'),
    ]);
    expect(result.outcomes[0]).toMatchObject({ gone: 1, held: 0 });
  });

  it('treats a move to another scope as a change', async () => {
    await pull([...listing('instances', 'eu', many(12)), ...listing('instances', 'us', many(1, 50)).slice(1)]);
    const moved = await pull([
      ...listing('instances', 'eu', many(11)),
      ...listing('instances', 'us', [instance('i-50'), instance('i-11', { region: 'us' })]).slice(1),
    ]);
    expect(moved.outcomes[1]).toMatchObject({ created: 0, updated: 1, gone: 0 });
    await pull([
      ...listing('instances', 'eu', many(11)),
      ...listing('instances', 'us', [instance('i-50'), instance('i-11', { region: 'us' })]).slice(1),
    ]);
    expect(await live()).toBe(13);
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
    const run = () => pull(listing('record_sets', 'z', [set]));
    await run();
    expect((await run()).outcomes[0]).toMatchObject({ created: 0, updated: 0 });
    const [row] = await rows('record_sets');
    expect(row.contents).toEqual(values);
    expect(row).toMatchObject({ unicode_name: 'bücher.example', comment: 'a\ufffdb 🚃' });
  });
});
