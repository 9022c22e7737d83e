import { describe, expect, it } from 'vitest';
import { SystemError } from '../systems/errors.ts';
import { account, end, instance, listing, page } from './scripted-system.ts';
import { scriptedModel } from './scripted-model.ts';

const model = scriptedModel();
const { pull } = model;
const many = (count: number, from = 0) => Array.from({ length: count }, (_, at) => instance(`i-${from + at}`));
const rows = async (table: string, more = '') => (await model.db.worker.query(`SELECT * FROM ${table} ${more}`)).rows;
const live = async (table = 'instances') => (await rows(table, 'WHERE gone_at IS NULL')).length;

describe('a listing that is not whole', () => {
  const full = () => pull(listing('instances', 'eu', many(40)));

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
      const result = await pull(script as never);
      expect(result.outcomes[0]).toMatchObject({ complete: false, gone: 0, held: 0 });
      expect(result.outcomes[0]!.error).toBeTruthy();
    }
    expect(await live()).toBeGreaterThanOrEqual(40);
    const [scope] = await rows('scopes', `WHERE source_id = '${model.source.id}'`);
    expect(scope.last_error).toBeTruthy();
  });

  it('keeps what half a page told', async () => {
    await pull(
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
    const result = await pull(
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
      pull(
        (async function* () {
          yield account();
          throw new SystemError('rate-limited', '429', { retryAfter });
        })(),
      );
    expect((await limited(17)).retryIn).toBe(17);
    expect((await limited()).retryIn).toBe(60);
  });
});
