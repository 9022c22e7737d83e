import { beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../model/database.ts';
import { recomputeFindings } from '../../model/findings/refresh.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { account, end, instance, makeSource, pullScript, recordSet, zone } from '../../sync/engine/scripted-system.ts';
import { nightly } from '../../workers/tasks/nightly.ts';
import { elasticAddress, loadBalancer, maintenanceEvent, targetGroup } from './estate.ts';
import { scriptedWorld } from './scripted-world.ts';

const world = scriptedWorld();
const { pull, links, wait, listedWhole, sweep, settle, findings, told, cluster, clusterOf, proveNothingWasMissed } =
  world;

const web = instance('i-web', { publicAddresses: ['192.0.2.1'], privateAddresses: ['10.0.0.1'] });
const site = (contents: string[], name = 'www.a.example') => recordSet('a.example', name, contents);

describe('links', () => {
  it('join what points with what is pointed at, each by its rule', async () => {
    await pull({
      instances: [web],
      addresses: [elasticAddress('eip-1', '192.0.2.9', 'i-web')],
      load_balancers: [loadBalancer('lb', { addresses: ['192.0.2.50'] })],
      target_groups: [targetGroup('tg', 'lb', { 'i-web': 'healthy' })],
      maintenance_events: [maintenanceEvent('ev-1', 'i-web')],
      zones: [zone('a.example')],
      record_sets: [
        site(['192.0.2.1']),
        site(['10.0.0.1'], 'inside.a.example'),
        site(['192.0.2.9'], 'fixed.a.example'),
        site(['192.0.2.50'], 'nlb.a.example'),
        recordSet('a.example', 'shop.a.example', ['lb.elb.example'], { type: 'CNAME' }),
        recordSet('a.example', 'alias.a.example', ['www.a.example'], { type: 'CNAME' }),
        recordSet('a.example', 'a.example', ['10 www.a.example'], { type: 'MX' }),
      ],
    });
    expect(await links()).toEqual([
      'address-instance i-web',
      'maintenance-event-instance i-web',
      'record-set-address-instance 192.0.2.1',
      'record-set-address-load-balancer 192.0.2.50',
      'record-set-elastic-address 192.0.2.9',
      'record-set-name-load-balancer lb.elb.example',
      'record-set-name-record-set www.a.example',
      'record-set-name-record-set www.a.example',
      'record-set-private-address-instance 10.0.0.1',
      'target-group-instance i-web',
      'target-group-load-balancer lb',
    ]);
    await proveNothingWasMissed();
  });

  it('are made anew after an upgrade, keys and all', async () => {
    await pull({ instances: [web], zones: [zone('a.example')], record_sets: [site(['192.0.2.1'])] });
    const before = await links();
    expect(before).toEqual(['record-set-address-instance 192.0.2.1']);
    await world.db.worker.query(`WITH k AS (DELETE FROM link_keys) DELETE FROM links`);
    expect(
      await nightly.run({ params: { upgraded: true } } as never, { pool: world.db.worker } as never),
    ).toMatchObject({
      result: { difference: 1 },
      error: null,
    });
    expect(await links()).toEqual(before);
    await proveNothingWasMissed();
  });

  it('follow an address to its new owner, and remember where it was', async () => {
    await pull({ instances: [web, instance('i-new')], record_sets: [site(['192.0.2.1'])] });
    await pull({ instances: [{ ...web, publicAddresses: [] }, instance('i-new', { publicAddresses: ['192.0.2.1'] })] });
    const { rows } = await world.db.worker.query(`SELECT i.key FROM links l JOIN instances i ON i.id = l.to_id`);
    expect(rows).toEqual([{ key: 'i-new' }]);
    const past = await world.db.worker.query(
      `SELECT i.key, l.valid_from < l.valid_to AS ordered FROM links_history l JOIN instances i ON i.id = l.to_id`,
    );
    expect(past.rows).toEqual([{ key: 'i-web', ordered: true }]);
    await proveNothingWasMissed();
  });
});

describe('clusters', () => {
  it('take what their rules match; children follow their parents', async () => {
    await pull({
      instances: [{ ...web, tags: { cluster: 'eu' } }, instance('i-us', { region: 'us' })],
      maintenance_events: [maintenanceEvent('ev-1', 'i-web')],
      zones: [zone('a.example'), zone('b.example')],
      record_sets: [site(['192.0.2.1']), recordSet('b.example', 'db.b.example', ['192.0.2.2'])],
    });
    await cluster('eu', [{ tag: { key: 'cluster', value: 'eu' } }, { zone: 'a.*' }]);
    await cluster('us', [{ account: 'acme', region: 'us' }, { name: 'db.*' }]);
    expect(await clusterOf('instances', 'i-web')).toBe('eu');
    expect(await clusterOf('instances', 'i-us')).toBe('us');
    expect(await clusterOf('maintenance_events', 'ev-1')).toBe('eu');
    expect(await clusterOf('zones', 'a.example')).toBe('eu');
    expect(await clusterOf('record_sets', 'a.example/www.a.example/A')).toBe('eu');
    expect(await clusterOf('record_sets', 'b.example/db.b.example/A')).toBe('us');
    expect(await clusterOf('zones', 'b.example')).toBeNull();
    expect(await findings()).toContain('zones-in-no-cluster b.example');
    const { rows } = await world.db.worker.query('SELECT from_cluster = to_cluster AS same FROM links');
    expect(rows.every((row) => row.same)).toBe(true);
    await proveNothingWasMissed();
  });

  it('take the instances behind a load balancer', async () => {
    await cluster('eu', [{ loadBalancer: 'lb' }]);
    await pull({
      instances: [web],
      load_balancers: [loadBalancer('lb')],
      target_groups: [targetGroup('tg', 'lb', { 'i-web': 'healthy' })],
    });
    expect([
      await clusterOf('instances', 'i-web'),
      await clusterOf('load_balancers', 'lb'),
      await clusterOf('target_groups', 'tg'),
    ]).toEqual(['eu', 'eu', 'eu']);
    await proveNothingWasMissed();
  });

  it('leave an object that two of them claim in neither, and say so', async () => {
    await cluster('one', [{ region: 'eu' }]);
    await cluster('two', [{ name: 'i-*' }]);
    await pull({ instances: [web] });
    expect(await clusterOf('instances', 'i-web')).toBeNull();
    expect(await findings()).toEqual(['instances-in-two-clusters i-web']);
  });

  it('are read as globs, not as patterns of the database', async () => {
    await cluster('odd', [{ name: 'a_b%*' }]);
    await pull({ instances: [instance('axbx'), instance('a_b%c')] });
    expect([await clusterOf('instances', 'axbx'), await clusterOf('instances', 'a_b%c')]).toEqual([null, 'odd']);
  });
});

describe('findings', () => {
  const named = { instances: [web], zones: [zone('a.example')], record_sets: [site(['192.0.2.1'])] };

  it('say that a record set dangles once its instance is gone, and close when it is mended', async () => {
    await pull(named);
    expect(await findings()).toEqual([]);
    await pullScript(world.db.worker, world.source, [
      account(),
      { type: 'deleted', kind: 'instances', scope: 'all', keys: ['i-web'] },
      end('instances', 'all'),
    ]);
    expect(await findings()).toEqual(['record-set-dangling www.a.example A']);
    const { rows } = await world.db.worker.query(`SELECT reason, involved FROM findings WHERE state = 'open'`);
    expect(rows[0].reason).toContain('192.0.2.1');
    expect(rows[0].involved).toMatchObject([{ kind: 'instances', name: 'i-web' }]);
    await proveNothingWasMissed();
    await pull({ instances: [instance('i-2', { publicAddresses: ['192.0.2.1'] })] });
    expect(await findings()).toEqual([]);
    expect(await findings('closed')).toEqual(['record-set-dangling www.a.example A']);
    await proveNothingWasMissed();
  });

  it('say that a record set dangles when its instance lives on with another address', async () => {
    await pull(named);
    await pull({ instances: [{ ...web, publicAddresses: ['192.0.2.77'] }] });
    expect(await findings()).toEqual(['instance-without-record i-web', 'record-set-dangling www.a.example A']);
    await pull({ record_sets: [site(['192.0.2.77'])] });
    expect(await findings()).toEqual([]);
  });

  it('tell what was never ours from what no longer is', async () => {
    await pull({
      ...named,
      record_sets: [
        site(['192.0.2.1']),
        site(['198.51.100.1'], 'other.a.example'),
        recordSet('a.example', 'cdn.a.example', ['cdn.example.net'], { type: 'CNAME' }),
      ],
    });
    expect(await findings()).toEqual([
      'record-set-unowned cdn.a.example CNAME',
      'record-set-unowned other.a.example A',
    ]);
    await proveNothingWasMissed();
  });

  it('say that a load balancer has no healthy target, until one is', async () => {
    const balanced = (health: 'healthy' | 'unhealthy') => ({
      ...named,
      load_balancers: [loadBalancer('lb')],
      target_groups: [targetGroup('tg', 'lb', { 'i-web': health })],
    });
    await pull(balanced('unhealthy'));
    expect(await findings()).toEqual(['load-balancer-no-healthy-target lb']);
    await pull(balanced('healthy'));
    expect(await findings()).toEqual([]);
    await pull(balanced('unhealthy'));
    await settle();
    const { rows } = await world.db.worker.query(`SELECT reopened FROM findings WHERE state = 'open'`);
    expect(rows[0].reopened).toBeTruthy();
    await proveNothingWasMissed();
  });

  it('wait ten minutes before they say that a set differs from the healthy targets', async () => {
    const three = ['1', '2', '3'].map((n) => instance(`i-${n}`, { publicAddresses: [`192.0.2.${n}`] }));
    await pull({
      instances: three,
      load_balancers: [loadBalancer('lb')],
      target_groups: [targetGroup('tg', 'lb', { 'i-1': 'healthy', 'i-2': 'unhealthy', 'i-3': 'healthy' })],
      zones: [zone('a.example')],
      record_sets: [
        site(['192.0.2.1', '192.0.2.2']),
        ...three.map((one, at) => site(one.publicAddresses, `n${at}.a.example`)),
      ],
    });
    expect(await findings()).toEqual([]);
    expect(await findings('pending')).toEqual(['record-set-off-target www.a.example A']);
    await world.db.worker.query(`UPDATE findings SET since = now() - interval '11 minutes' WHERE state = 'pending'`);
    await inTransaction(world.db.worker, async (client) => {
      await openWorkspace(client);
      await recomputeFindings(client, uuidv7());
    });
    const { rows } = await world.db.worker.query(`SELECT rule, reason FROM findings WHERE state = 'open'`);
    expect(rows).toEqual([{ rule: 'record-set-off-target', reason: 'missing: 192.0.2.3; not healthy: 192.0.2.2' }]);
    await pull({
      record_sets: [
        site(['192.0.2.1', '192.0.2.3']),
        ...three.map((one, at) => site(one.publicAddresses, `n${at}.a.example`)),
      ],
    });
    expect(await findings()).toEqual([]);
  });

  describe('that settle', () => {
    const unowned = 'record-set-unowned www.a.example A';
    const others = async () =>
      (
        await world.db.worker.query<{ id: string }>('SELECT id FROM sources WHERE id <> $1', [world.source.id])
      ).rows.map(({ id }) => id);
    const judgeAgain = () =>
      inTransaction(world.db.worker, async (client) => {
        await openWorkspace(client);
        await recomputeFindings(client, uuidv7());
      });
    /** A source is cut short after its record sets: the machines behind them are not known yet. */
    beforeEach(async () => {
      await makeSource(world.db.worker, `other-${uuidv7()}`);
      const rest = (await others()).map((id) => ({ id, name: 'other' }));
      for (const other of rest) await pullScript(world.db.worker, other, [account()]);
      await listedWhole();
      await pull({ zones: [zone('a.example')] });
      await pull({ record_sets: [site(['192.0.2.1'])] });
      await listedWhole(await others());
    });

    it('wait until every enabled source was listed whole since, and are forgotten if that mends them', async () => {
      await wait('130 seconds');
      await world.db.worker.query(
        `UPDATE sources SET last_complete_at = now() - interval '150 seconds' WHERE id = $1`,
        [world.source.id],
      );
      await sweep();
      await judgeAgain();
      expect([await told(), await told('pending')]).toEqual([[], [unowned]]);
      await pull({ instances: [web] });
      await listedWhole();
      await sweep();
      expect([await told(), await told('pending'), await told('closed')]).toEqual([[], [], []]);
    });

    it.each([
      ['the sweep', sweep],
      ['a judgement', judgeAgain],
    ])('open by %s once it was, and not before', async (_name, look) => {
      await wait('3 minutes');
      await world.db.worker.query(`UPDATE sources SET last_complete_at = NULL WHERE id = $1`, [world.source.id]);
      await look();
      expect(await told()).toEqual([]);
      await listedWhole();
      await look();
      expect(await told()).toEqual([unowned]);
    });

    it.each([
      ['the sweep', sweep],
      ['a judgement', judgeAgain],
    ])('open by %s after 15 minutes whatever a source does', async (_name, look) => {
      await world.db.worker.query(`UPDATE sources SET last_complete_at = NULL WHERE id = $1`, [world.source.id]);
      await wait('14 minutes');
      await look();
      expect(await told()).toEqual([]);
      await wait('16 minutes');
      await look();
      expect(await told()).toEqual([unowned]);
    });

    it.each(['enabled = false', 'removed_at = now()'])('do not wait for a source with %s', async (change) => {
      await wait('3 minutes');
      await world.db.worker.query(`UPDATE sources SET last_complete_at = NULL, ${change} WHERE id = $1`, [
        world.source.id,
      ]);
      await sweep();
      expect(await told()).toEqual([unowned]);
      await world.db.worker.query('UPDATE sources SET enabled = true, removed_at = NULL WHERE id = $1', [
        world.source.id,
      ]);
    });

    it('wait for their own source alone where no other could settle them', async () => {
      const dark = 'load-balancer-no-healthy-target lb';
      await pull({
        load_balancers: [loadBalancer('lb')],
        target_groups: [targetGroup('tg', 'lb', { 'i-web': 'unhealthy' })],
      });
      await wait('30 seconds');
      const [other] = await others();
      await world.db.worker.query(`UPDATE sources SET last_complete_at = NULL`);
      await sweep();
      expect(await told()).not.toContain(dark);
      await listedWhole([world.source.id]);
      await world.db.worker.query(`UPDATE sources SET last_complete_at = NULL WHERE id = $1`, [other]);
      await sweep();
      expect(await told()).toContain(dark);
    });

    it('are not told at once by the first pull of a source while another one was cut short', async () => {
      await world.db.worker.query(`UPDATE sync_runs SET state = 'lost' WHERE source_id = $1`, [world.source.id]);
      await world.db.worker.query('DELETE FROM findings');
      const late = await makeSource(world.db.worker, `late-${uuidv7()}`);
      await pullScript(world.db.worker, late, [account()]);
      expect([await told(), await told('pending')]).toEqual([[], [unowned]]);
    });
  });

  it('name the zone whose rows are held for a person, not its id', async () => {
    await pull({ zones: [zone('a.example')] });
    await world.db.worker.query(
      `INSERT INTO held_changes (id, source_id, kind, scope, scope_title, reason, detail, ids, state)
       VALUES ($1, $2, 'record_sets', '023e105f4ecef8ad9ca31a8372d0c353', 'a.example', 'became-empty', '3 rows before, none now', '{}', 'open')`,
      [uuidv7(), world.source.id],
    );
    expect(await findings()).toEqual([`pull-held ${world.source.name}`]);
    const { rows } = await world.db.worker.query('SELECT reason FROM findings');
    expect(rows).toEqual([{ reason: 'record sets of a.example: 3 rows before, none now' }]);
  });
});
