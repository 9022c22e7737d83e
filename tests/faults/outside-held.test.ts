import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../model/database.ts';
import { decideHeldChange } from '../../model/panel/held-changes.ts';
import { expectSound, until } from './estate.ts';
import { outsideTrials } from './outside-trials.ts';
import { openHolds, pullOnce } from './pulls.ts';

const trials = outsideTrials();
const { fail, heal } = trials;

describe('what is held', () => {
  const mixed = { service: 'cloudflare', operation: 'GET /zones/:id/dns_records', zone: 'mixed.example' };
  const decide = async (decision: 'release' | 'keep') => {
    const [held] = await openHolds(trials.db.worker);
    await inTransaction(trials.db.worker, (client) => decideHeldChange(client, held!.id, decision, { name: 'admin' }));
  };
  const pullIt = async () => (await pullOnce(trials.db.worker, [trials.sources.cloudflare!]))[0];
  const live = async () =>
    (
      await trials.db.worker.query(
        `SELECT id FROM record_sets WHERE zone = 'mixed.example' AND gone_at IS NULL ORDER BY id`,
      )
    ).rows;

  it('stays when an admin says so, and is not asked about again', async () => {
    fail({ ...mixed, what: { how: 'empty' } });
    await pullIt();
    await pullIt();
    await decide('keep');
    expect(await pullIt()).toMatchObject({ state: 'complete', gone: 0, held: 0 });
    expect(await openHolds(trials.db.worker)).toEqual([]);
    expect(await trials.picture()).toEqual(trials.before);
    await trials.expectRecovery();
  });

  it('is asked about again when it came back and vanished another time', async () => {
    const kept = await trials.db.worker.query(`SELECT 1 FROM held_changes WHERE state = 'kept'`);
    expect(kept.rows).toEqual([]);
    fail({ ...mixed, what: { how: 'empty' } });
    await pullIt();
    expect(await pullIt()).toMatchObject({ state: 'held', held: 2 });
    await trials.expectRecovery();
  });

  it('goes when an admin releases it, alone, and comes back as itself', async () => {
    const had = await live();
    expect(had).toHaveLength(2);
    fail({ ...mixed, what: { how: 'empty' } });
    await pullIt();
    await pullIt();
    expect(await live()).toEqual(had);
    await decide('release');
    await until('what was released has gone', async () => (await live()).length === 0);
    const { zones, instances, links } = await trials.picture();
    expect({ zones, instances, links }).toEqual({
      zones: trials.before['zones'],
      instances: trials.before['instances'],
      links: trials.before['links'],
    });
    expect(await pullIt()).toMatchObject({ state: 'complete', held: 0 });
    await expectSound(trials.db.worker);
    heal();
    expect(await pullIt()).toMatchObject({ state: 'complete', error: null });
    expect(await live()).toEqual(had);
    await trials.remember();
    await trials.expectRecovery();
  });
});
