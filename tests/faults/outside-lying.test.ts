import { describe, expect, it } from 'vitest';
import { region } from '../../sync/systems/conformance/aws-estate.ts';
import { until } from './estate.ts';
import { listed } from './outside-estate.ts';
import { outsideTrials } from './outside-trials.ts';
import { beginPulls, openHolds, pullsEnded } from './pulls.ts';

const trials = outsideTrials();
const { services, pull, fail, failListings, failServices, heal } = trials;

describe('a listing that lies', () => {
  it('by holding nothing where there were rows is held, and passes when they are back', async () => {
    failListings({ how: 'empty' });
    for (const result of Object.values(await pull())) expect(result).toMatchObject({ state: 'complete', gone: 0 });
    for (const result of Object.values(await pull())) {
      expect(result).toMatchObject({ state: 'held', gone: 0 });
      expect(result.held).toBeGreaterThan(0);
    }
    const holds = await openHolds(trials.db.worker);
    expect(holds.map(({ reason }) => reason)).toEqual(services().map(() => 'became-empty'));
    expect(holds.map(({ detail }) => detail)).toContain('1009 rows before, none now');
    const { rows } = await trials.db.worker.query('SELECT DISTINCT health FROM sources');
    expect(rows).toEqual([{ health: 'held' }]);
    expect(await trials.picture()).toEqual(trials.before);
    await trials.expectRecovery();
  });

  it('by a silent cap is held, or betrayed by the provider’s own count', async () => {
    failListings({ how: 'truncate', rows: 5 });
    await pull();
    const results = await pull();
    expect(results.cloudflare).toMatchObject({
      state: 'partial',
      error: expect.stringMatching(/5 were listed and 5045 counted/),
    });
    for (const service of services().filter((one) => one !== 'cloudflare'))
      expect(results[service]).toMatchObject({ state: 'held', gone: 0 });
    expect((await openHolds(trials.db.worker)).map(({ reason }) => reason)).toEqual(
      services()
        .filter((one) => one !== 'cloudflare')
        .map(() => 'many-gone'),
    );
    expect(await trials.picture()).toEqual(trials.before);
    await trials.expectRecovery();
  });

  it('by telling rows twice tells them once', async () => {
    failListings({ how: 'duplicate' });
    for (let listing = 1; listing <= 2; listing += 1)
      for (const result of Object.values(await pull())) expect(result).toMatchObject({ state: 'complete', gone: 0 });
    expect(await trials.picture()).toEqual(trials.before);
    await trials.expectRecovery();
  });

  it('because another clock is an hour ahead is read all the same, and dated by ours', async () => {
    failServices({ how: 'skew', ms: 3_600_000 });
    for (const result of Object.values(await pull())) expect(result).toMatchObject({ state: 'complete', error: null });
    const { rows } = await trials.db.worker.query('SELECT kind, name FROM scopes WHERE listed_at > clock_timestamp()');
    expect(rows).toEqual([]);
    expect(await trials.picture()).toEqual(trials.before);
    await trials.expectRecovery();
  });

  it('by being older than the one before takes nothing away', async () => {
    const past = fail({ ...listed.aws, what: { how: 'stale' } }).past!;
    trials.lab.faults.heal();
    const account = [...trials.lab.world.accounts.values()][0]!;
    const instances = account.region(region).instances;
    const [model] = [...instances];
    const late = {
      ...model!,
      id: 'i-0000000000000aaaa',
      privateIp: '10.9.9.9',
      publicIp: undefined,
      ipv6: [],
      events: [],
    };
    instances.set({ ...late, state: 'running' });
    await pull();
    const live = async () =>
      (await trials.db.worker.query(`SELECT 1 FROM instances WHERE key = $1 AND gone_at IS NULL`, [late.id])).rows
        .length;
    expect(await live()).toBe(1);
    fail({ ...listed.aws, what: { how: 'stale' } }).past = past;
    await pull();
    expect(await live()).toBe(1);
    heal();
    expect((await pull()).aws).toMatchObject({ state: 'complete', gone: 0 });
    expect(await live()).toBe(1);
    instances.set({ ...late, state: 'terminated' });
    expect((await pull()).aws).toMatchObject({ state: 'complete', gone: 1 });
    expect(await trials.picture()).toEqual({ ...trials.before, instances: expect.objectContaining({ live: 1010 }) });
    await trials.remember();
    await trials.expectRecovery();
  });
});

describe('credentials', () => {
  it('that belong to another account bring nothing in and take nothing away', async () => {
    failServices({ how: 'other-account' });
    const results = await pull();
    expect(results.aws).toMatchObject({
      state: 'held',
      errorType: 'account',
      error: 'the credentials belong to account 999988887777; until now it was 111122223333',
    });
    expect(results.cloudflare).toMatchObject({ state: 'held', errorType: 'account' });
    expect((await openHolds(trials.db.worker)).map(({ reason }) => reason)).toEqual(['other-account', 'other-account']);
    expect(await trials.picture()).toEqual(trials.before);
    await trials.expectRecovery();
  });

  it('that are revoked in the middle of a run lose nothing', async () => {
    failServices({ how: 'slow', ms: 150 });
    await beginPulls(trials.db.worker, Object.values(trials.sources));
    await until('something was listed', async () => {
      const { rows } = await trials.db.worker.query(
        `SELECT DISTINCT r.source_id FROM seen s JOIN sync_runs r ON r.id = s.run_id AND r.state = 'running' WHERE r.source_id = $1`,
        [trials.sources.aws],
      );
      return rows.length > 0;
    });
    failServices({ how: 'revoke' });
    const [aws] = await pullsEnded(trials.db.worker, [trials.sources.aws!]);
    expect(aws).toMatchObject({
      errorType: 'auth',
      error: expect.stringMatching(/AuthFailure|InvalidClientTokenId|security token/),
    });
    // Asking often does not bring rights back.
    expect(aws!.againIn).toBeGreaterThan(300);
    await pullsEnded(
      trials.db.worker,
      services().flatMap((service) => (service === 'aws' ? [] : [trials.sources[service]!])),
    );
    trials.lab.faults.heal();
    failServices({ how: 'revoke' });
    const says = {
      aws: /InvalidClientTokenId/,
      cloudflare: /Invalid access token/,
      powerdns: /401 \(Unauthorized\); api-key/,
    };
    const results = await pull();
    for (const service of services()) {
      expect(results[service]).toMatchObject({ state: 'failed', errorType: 'auth', scopes: [] });
      expect(results[service].error).toMatch(says[service]);
    }
    expect(await trials.picture()).toEqual(trials.before);
    await trials.expectRecovery();
  });
});
