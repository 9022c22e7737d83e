import { describe, expect, it } from 'vitest';
import { removeSource } from './remove-source.ts';
import { account, end, instance, listing, page, recordSet } from './scripted-system.ts';
import { scriptedModel } from './scripted-model.ts';

const model = scriptedModel();
const { pull } = model;
const many = (count: number, from = 0) => Array.from({ length: count }, (_, at) => instance(`i-${from + at}`));
const rows = async (table: string, more = '') => (await model.db.worker.query(`SELECT * FROM ${table} ${more}`)).rows;
const live = async (table = 'instances') => (await rows(table, 'WHERE gone_at IS NULL')).length;

describe('order and concurrency', () => {
  it('keeps what an event has told later than the listing', async () => {
    await pull(listing('instances', 'eu', [instance('i-1')]));
    await model.db.worker.query(
      `UPDATE instances SET state = 'stopped', observed_at = now() + interval '1 hour', digest = gen_random_uuid()`,
    );
    await pull(listing('instances', 'eu', [instance('i-1')]));
    for (let times = 0; times < 2; times += 1) await pull(listing('instances', 'eu', [instance('i-2')]));
    expect(await rows('instances', `WHERE key = 'i-1'`)).toMatchObject([{ state: 'stopped', gone_at: null }]);
  });

  it('lets only one of two runs of a scope write', async () => {
    let other: Awaited<ReturnType<typeof pull>> | undefined;
    const result = await pull(
      (async function* () {
        yield account();
        yield page('instances', 'eu', many(5));
        other = await pull(listing('instances', 'eu', []));
        yield end('instances', 'eu');
      })(),
    );
    expect(other!.outcomes[0]).toMatchObject({ complete: false, error: 'another run is listing it' });
    expect(result.outcomes[0]).toMatchObject({ created: 5, complete: true });
  });

  it('writes nothing once the lease was taken over', async () => {
    const result = await pull(
      (async function* () {
        yield account();
        yield page('instances', 'eu', many(5));
        await model.db.worker.query(
          'UPDATE scopes SET lease_run = gen_random_uuid(), fence = fence + 1 WHERE source_id = $1',
          [model.source.id],
        );
        yield end('instances', 'eu');
      })(),
    );
    expect(result).toMatchObject({ state: 'failed', errorType: 'lost' });
    expect(await live()).toBe(0);
  });

  it('writes nothing when its source is removed meanwhile, and removal leaves history but no secrets', async () => {
    await pull(listing('instances', 'eu', many(5)));
    const result = await pull(
      (async function* () {
        yield account();
        yield page('instances', 'eu', many(9));
        await model.db.worker.query('UPDATE sources SET removed_at = now() WHERE id = $1', [model.source.id]);
        await removeSource(model.db.worker, model.source.id);
        yield end('instances', 'eu');
      })(),
    );
    expect(result.state).toBe('failed');
    expect(await live()).toBe(0);
    expect(await rows('instances')).toHaveLength(5);
    expect(await rows('instances_history')).toHaveLength(5);
  });

  it('refuses to merge when a crash has emptied the staging tables', async () => {
    await pull(listing('instances', 'eu', many(30)));
    const result = await pull(
      (async function* () {
        yield account();
        yield page('instances', 'eu', many(30));
        while ((await model.db.worker.query('DELETE FROM seen')).rowCount === 0) await new Promise(setImmediate);
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
        pull(listing('instances', `eu-${round}`, [instance(`i-${round}`, { publicAddresses: [address] })])),
        pull(listing('record_sets', `z-${round}`, [recordSet('a.example', `w${round}.a.example`, [address])])),
      ]);
    }
    expect(await rows('links')).toHaveLength(8);
  });
});
