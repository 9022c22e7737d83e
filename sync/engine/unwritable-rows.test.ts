import { describe, expect, it } from 'vitest';
import type { Measurement, PullTools, Row } from '../systems/system.ts';
import { runMeasure } from './run-measure.ts';
import { host } from './scripted-machines.ts';
import { scriptedModel } from './scripted-model.ts';
import { account, end, page, scriptedSystem } from './scripted-system.ts';

/** A server of a thousand may say what PostgreSQL cannot hold, by mistake or on purpose: that is its own trouble alone. */
const model = scriptedModel({ also: ['sync_runs'] });
const { rowsOf } = model;

const names = async () => (await rowsOf('SELECT name FROM hosts WHERE gone_at IS NULL ORDER BY key')).map((one) => one['name']); // prettier-ignore
const pull = (...listed: Row<'hosts'>[]) =>
  model.pull([
    account(),
    page('hosts', 'room', listed),
    end('hosts', 'room'),
    page('hosts', 'cellar', [host('hv9')]),
    end('hosts', 'cellar'),
  ]);

describe('a row that cannot be written', () => {
  it.each([
    ['a number beyond its column', { cpus: 2 ** 32 - 1 }],
    ['a number beyond all columns', { memory: 2 ** 70 }],
    ['a part of a number', { cores: 1.5 }],
  ])('for %s is set aside and stays as it was, and all others are written', async (_what, wrong) => {
    await pull(host('hv1'), host('hv2'), host('hv3'));
    const again = await pull(host('hv1', { name: 'one' }), host('hv2', { name: 'two', ...wrong }), host('hv3'), host('hv4')); // prettier-ignore
    expect(again).toMatchObject({ state: 'partial', outcomes: [{ complete: false, malformed: 1, created: 1, updated: 1 }, { complete: true }] }); // prettier-ignore
    expect(await names()).toEqual(['one', 'hv2', 'hv3', 'hv4', 'hv9']);
    expect(await rowsOf('SELECT 1 FROM stage_hosts UNION ALL SELECT 1 FROM seen')).toEqual([]);
    await pull(host('hv1'), host('hv2'), host('hv3'), host('hv4'));
    expect((await pull(host('hv1'), host('hv2'), host('hv3'), host('hv4'))).state).toBe('complete');
  });

  it('is set aside where it is new', async () => {
    const { outcomes } = await pull(host('hv1', { cpus: 2 ** 32 - 1 }), host('hv2'));
    expect(outcomes[0]).toMatchObject({ malformed: 1, created: 1 });
    expect(await names()).toEqual(['hv2', 'hv9']);
  });

  it('because no index takes it ends its own scope, which says so', async () => {
    // Not to be compressed to less than an index takes.
    const key = Array.from({ length: 9000 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))).join('');
    const result = await pull(host('hv1'), host(key));
    expect(result).toMatchObject({ state: 'partial', errorType: 'malformed', outcomes: [{ complete: false }, { complete: true }] }); // prettier-ignore
    expect(await rowsOf(`SELECT name, lease_run IS NULL AS free, last_error ~ 'index' AS told FROM scopes ORDER BY name`)).toEqual([
      { name: 'cellar', free: true, told: null },
      { name: 'room', free: true, told: true },
    ]); // prettier-ignore
    expect(await names()).toEqual(['hv9']);
  });

  it('as it is no text is written as far as it is', async () => {
    const broken = 'a\ud800b\0c\\\ud800';
    expect((await pull(host('hv1', { name: broken, raw: { broken } }))).state).toBe('complete');
    expect(await names()).toEqual(['a\ufffdb\ufffdc\\\ufffd', 'hv9']);
  });
});

it('measurements of keys that are none, or that come twice, keep out no others', async () => {
  await pull(host('hv1'));
  const measures = (...keys: string[]): Measurement => ({
    type: 'measures',
    kind: 'hosts',
    at: new Date(),
    rows: keys.map((key) => ({ key, cpuShare: 0.5, memoryUsed: 1 })),
  });
  const said = [measures('hv\0', 'hv\ud800'), measures('hv1', 'hv1'), measures('hv9')];
  const { failed } = await runMeasure(model.db.worker, {
    system: {
      ...scriptedSystem([]),
      async *measure() {
        yield* said;
      },
    },
    source: { ...model.source, settings: {}, secrets: {} },
    account: 'acme',
    tools: { signal: new AbortController().signal } as PullTools,
  });
  expect(failed).toEqual([]);
  expect(await rowsOf('SELECT cpu_share FROM hosts_now')).toHaveLength(2);
  expect(await rowsOf('SELECT 1 FROM hosts_samples')).toHaveLength(2);
});
