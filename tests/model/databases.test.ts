import { describe, expect, it } from 'vitest';
import { database, databaseServer } from '../../sync/engine/scripted-databases.ts';
import { host } from '../../sync/engine/scripted-machines.ts';
import { account, end, instance, page, pullScript, recordSet, zone } from '../../sync/engine/scripted-system.ts';
import type { Row } from '../../sync/systems/system.ts';
import { scriptedWorld } from './scripted-world.ts';

const world = scriptedWorld();
const { pull, links, findings, told, wait, sweep, settle, cluster, clusterOf, proveNothingWasMissed } = world;

const db1 = databaseServer('db1.dc.example:5432', { addresses: ['10.0.0.1'] });
const db2 = databaseServer('db2.dc.example:5432', { addresses: ['10.0.0.2'], role: 'replica' });
const named = {
  zones: [zone('dc.example')],
  record_sets: [
    recordSet('dc.example', 'db1.dc.example', ['10.0.0.1']),
    recordSet('dc.example', 'db2.dc.example', ['10.0.0.2']),
  ],
};

/** Each server in a scope of its own, as a real pull lists them; an Error where it does not answer. */
const pullEach = (servers: Record<string, Row<'database_servers'> | Error>) =>
  pullScript(world.db.worker, world.source, [
    account(),
    ...Object.entries(servers).flatMap(([key, said]) =>
      said instanceof Error
        ? [end('database_servers', key, { complete: false, error: said })]
        : [page('database_servers', key, [said]), end('database_servers', key)],
    ),
  ]);
const away = new Error('no answer in time');
const of = async (rule: string) => (await told()).filter((one) => one.startsWith(`${rule} `));
const reasons = async (rule: string) =>
  (
    await world.db.worker.query<{ reason: string }>(
      `SELECT reason FROM findings WHERE rule = $1 AND state = 'open' ORDER BY subject_name`,
      [rule],
    )
  ).rows.map(({ reason }) => reason);

describe('links of database servers', () => {
  it('join a database with its server, a replica with its primary, and servers with what they run on and how they are named', async () => {
    await pull({
      instances: [instance('i-1', { privateAddresses: ['10.0.0.1'] })],
      hosts: [host('hv1', { addresses: ['10.0.0.2'] })],
      database_servers: [db1, db2],
      databases: [database('shop', db1.key)],
      ...named,
    });
    expect((await links()).filter((link) => /database/.test(link))).toEqual([
      'database-database-server powerdns:acme db1.dc.example:5432',
      'database-server-address-host 10.0.0.2',
      'database-server-primary 7000000000000000001',
      'database-server-private-address-instance 10.0.0.1',
      'database-server-record-set db1.dc.example',
      'database-server-record-set db2.dc.example',
      'record-set-address-database-server 10.0.0.1',
      'record-set-address-database-server 10.0.0.2',
    ]);
    await proveNothingWasMissed();
  });

  it('follow a promotion; the database is the same one, and goes with its new server into the cluster of that', async () => {
    await cluster('north', [{ kind: 'database_servers', name: 'db1.*' }]);
    await cluster('south', [{ kind: 'database_servers', name: 'db2.*' }]);
    await pull({ database_servers: [db1, db2], databases: [database('shop', db1.key)] });
    const id = async () => (await world.db.worker.query('SELECT id FROM databases WHERE gone_at IS NULL')).rows;
    const before = await id();
    expect(await clusterOf('databases', '7000000000000000001/shop')).toBe('north');
    await pull({
      database_servers: [
        { ...db1, role: 'replica', replication: 'streaming', timeline: 2 },
        { ...db2, role: 'primary', replication: 'none', timeline: 2 },
      ],
      databases: [database('shop', db2.key)],
    });
    expect(await id()).toEqual(before);
    expect(await clusterOf('databases', '7000000000000000001/shop')).toBe('south');
    const { rows } = await world.db.worker.query(
      `SELECT f.key AS replica, t.key AS primary FROM links l JOIN database_servers f ON f.id = l.from_id JOIN database_servers t ON t.id = l.to_id`,
    );
    expect(rows).toEqual([{ replica: db1.key, primary: db2.key }]);
    await proveNothingWasMissed();
  });
});

describe('two-primaries', () => {
  const second = { ...db2, role: 'primary', replication: 'none', timeline: 2 } as const;

  it('is told of both, with their timelines, and closes when one follows again', async () => {
    await pullEach({ one: db1, two: db2 });
    await sweep();
    expect(await of('two-primaries')).toEqual([]);
    await pullEach({ one: db1, two: second });
    await sweep();
    expect(await of('two-primaries')).toEqual([`two-primaries ${db1.name}`, `two-primaries ${db2.name}`]);
    const [first] = await reasons('two-primaries');
    expect(first).toMatch(/It is on timeline 1; db2\.dc\.example:5432 is primary too, on timeline 2/);
    await pullEach({ one: { ...db1, role: 'replica', replication: 'streaming', timeline: 2 }, two: second });
    await sweep();
    expect(await of('two-primaries')).toEqual([]);
  });

  it('is not told of an old primary that does not answer, and is as soon as it does', async () => {
    await pullEach({ one: db1, two: db2 });
    await pullEach({ one: away, two: second });
    await sweep();
    expect(await of('two-primaries')).toEqual([]);
    await pullEach({ one: db1, two: second });
    await sweep();
    expect(await of('two-primaries')).toHaveLength(2);
    await world.db.worker.query('UPDATE sources SET enabled = false');
    await sweep();
    expect(await of('two-primaries')).toEqual([]);
  });

  it('is not told of servers with other data, nor of one server under two names', async () => {
    await pullEach({
      one: db1,
      other: databaseServer('other', { systemIdentifier: '7000000000000000002' }),
      again: { ...databaseServer('10.0.0.1:5432'), startedAt: db1.startedAt },
    });
    await sweep();
    expect(await of('two-primaries')).toEqual([]);
  });
});

describe('no-primary', () => {
  it('is told of the replica that is furthest, once for all of them, after half a minute', async () => {
    const db3 = databaseServer('db3:5432', { role: 'replica', timeline: 2 });
    await pullEach({ one: db1, two: db2, three: db3 });
    await pullEach({ one: away, two: db2, three: db3 });
    await sweep();
    expect(await of('no-primary')).toEqual([]);
    await wait('31 seconds');
    await sweep();
    expect(await of('no-primary')).toEqual(['no-primary db3:5432']);
    await pullEach({ one: db1, two: db2, three: db3 });
    await sweep();
    expect(await of('no-primary')).toEqual([]);
  });
});

describe('replica-lagging', () => {
  const lags = async (bytes: number) => {
    await world.db.worker.query(
      `INSERT INTO database_servers_now (id, lag_bytes, measured_at)
       SELECT id, $1, now() FROM database_servers WHERE role = 'replica'
       ON CONFLICT (id) DO UPDATE SET lag_bytes = excluded.lag_bytes`,
      [bytes],
    );
    await sweep();
  };

  it('is told of a replica that is far behind for two minutes, and forgotten when it catches up before', async () => {
    await pull({ database_servers: [db1, db2] });
    await lags(65 * 2 ** 20);
    await wait('119 seconds');
    await sweep();
    expect(await of('replica-lagging')).toEqual([]);
    await lags(2 ** 20);
    await lags(65 * 2 ** 20);
    await wait('60 seconds');
    await sweep();
    expect(await of('replica-lagging')).toEqual([]);
    await wait('121 seconds');
    await sweep();
    expect(await of('replica-lagging')).toEqual([`replica-lagging ${db2.name}`]);
    await lags(0);
    expect(await of('replica-lagging')).toEqual([]);
  });

  it('is told of a replica that receives nothing', async () => {
    await pull({ database_servers: [db1, { ...db2, replication: 'disconnected', upstream: null }] });
    await settle();
    expect(await reasons('replica-lagging')).toEqual(['It receives nothing from its primary']);
  });
});

describe('database-server-without-record', () => {
  it('is told of a server that no record set names, by name or by address', async () => {
    await pull({
      database_servers: [db1, db2, databaseServer('10.0.0.9:5432', { addresses: ['10.0.0.9'], systemIdentifier: '2' })],
      ...named,
    });
    expect(await findings()).toEqual(['database-server-without-record 10.0.0.9:5432']);
    expect(await reasons('database-server-without-record')).toEqual(['No record set has its address 10.0.0.9']);
    await pull({
      record_sets: [named.record_sets[0]!, recordSet('dc.example', 'nine.dc.example', ['10.0.0.9'])],
    });
    await pull({
      record_sets: [named.record_sets[0]!, recordSet('dc.example', 'nine.dc.example', ['10.0.0.9'])],
    });
    expect(await findings()).toEqual([`database-server-without-record ${db2.name}`]);
    expect(await reasons('database-server-without-record')).toEqual([
      'No record set is named db2.dc.example or has 10.0.0.2',
    ]);
    await proveNothingWasMissed();
  });

  it('is not told where no zone is known', async () => {
    await pull({ database_servers: [db1] });
    expect(await findings()).toEqual([]);
  });
});

describe('primary-name-on-replica', () => {
  const primaryNames = ['main.dc.example', 'wr_te-*.dc.example'];
  const servers = [
    { ...db1, primaryNames },
    { ...db2, primaryNames },
  ];
  const onto = (name: string, target: string) => recordSet('dc.example', name, [target], { type: 'CNAME' });

  it('is told of a name that leads to a replica, by its address, or over another name, as after a promotion', async () => {
    const record_sets = [
      ...named.record_sets,
      onto('main.dc.example', 'db1.dc.example'),
      recordSet('dc.example', 'wr_te-1.dc.example', ['10.0.0.1']),
      // Of these the source says nothing.
      onto('reads.dc.example', 'db2.dc.example'),
      recordSet('dc.example', 'write-1.dc.example', ['10.0.0.2']),
    ];
    await pull({ ...named, database_servers: servers, record_sets });
    expect(await findings()).toEqual([]);
    await pull({
      database_servers: [
        { ...servers[0]!, role: 'replica', replication: 'streaming', timeline: 2 },
        { ...servers[1]!, role: 'primary', replication: 'none', timeline: 2 },
      ],
    });
    expect(await findings()).toEqual([
      'primary-name-on-replica main.dc.example CNAME',
      'primary-name-on-replica wr_te-1.dc.example A',
    ]);
    expect(await reasons('primary-name-on-replica')).toEqual([
      'Clients that write use it, and db1.dc.example:5432 takes no writes',
      'Clients that write use it, and db1.dc.example:5432 takes no writes',
    ]);
    await proveNothingWasMissed();
    await pull({
      record_sets: [
        ...named.record_sets,
        onto('main.dc.example', 'db2.dc.example'),
        recordSet('dc.example', 'wr_te-1.dc.example', ['10.0.0.2']),
        ...record_sets.slice(4),
      ],
    });
    expect(await findings()).toEqual([]);
    await proveNothingWasMissed();
  });
});

describe('unreachable', () => {
  const longAgo = (kind: string) =>
    world.db.worker.query(
      `WITH s AS (UPDATE scopes SET listed_at = listed_at - interval '3 minutes')
       UPDATE ${kind} SET observed_at = observed_at - interval '3 minutes'`,
    );

  it('is told of a server that has not answered for two intervals, with why, and not of the others', async () => {
    await pullEach({ one: db1, two: db2 });
    await pullEach({ one: away, two: db2 });
    await sweep();
    expect(await of('database-server-unreachable')).toEqual([]);
    await longAgo('database_servers');
    await sweep();
    expect(await of('database-server-unreachable')).toEqual([`database-server-unreachable ${db1.name}`]);
    expect((await reasons('database-server-unreachable'))[0]).toMatch(/^Last seen .* UTC; no answer in time$/);
    await pullEach({ one: db1, two: db2 });
    await sweep();
    expect(await of('database-server-unreachable')).toEqual([]);
  });

  it('is told of a host in the same way, until its source is paused', async () => {
    const each = (said: Error | undefined) =>
      pullScript(world.db.worker, world.source, [
        account(),
        ...(said
          ? [end('hosts', 'hv1', { complete: false, error: said })]
          : [page('hosts', 'hv1', [host('hv1')]), end('hosts', 'hv1')]),
      ]);
    await each(undefined);
    await each(away);
    await longAgo('hosts');
    await sweep();
    expect(await of('host-unreachable')).toEqual(['host-unreachable hv1']);
    await world.db.worker.query('UPDATE sources SET enabled = false');
    await sweep();
    expect(await of('host-unreachable')).toEqual([]);
  });
});
