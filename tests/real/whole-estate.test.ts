import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Libvirtd, startLibvirtd } from '../../lab/libvirtd.ts';
import { type ReplicaSet, startReplicaSet } from '../../lab/postgres/replica-set.ts';
import { programNamed } from '../../lab/program.ts';
import { type PowerDns, startPowerDns } from '../../lab/powerdns.ts';
import { type GuestImage, guestParts, guestXml, makeGuest } from '../../lab/qemu-guest.ts';
import { powerDnsZoneSchema } from '../../lab/world/powerdns-schema.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { expectSound, forkWorker, until, type WorkerProcess } from '../faults/estate.ts';
import { addSource, pullOnce } from '../faults/pulls.ts';
import { AwsAccount, credentials, region } from './aws-account.ts';
import { type Moto, startMoto } from './moto.ts';

/**
 * A libvirtd with a guest that runs, a PowerDNS, a primary with its replica and an AWS account kept by moto, pulled by one worker into one model: links go
 * across all of them. One story; each test goes on where the one before ended.
 */
const parts = await guestParts();
const programs = await Promise.all(
  ['libvirtd', 'virsh'].map(async (name) => ((await programNamed(name)) ? [] : [name])),
);
const missing = [...programs.flat(), ...('missing' in parts ? parts.missing : [])];
if (missing.length > 0) console.warn(`tests/real: no guest can be run, for want of ${missing.join(', ')}`);

const MACHINE = 'guest-1';
const uuid = '6a3c6f0e-5d0c-4a51-9a34-2f4f0f6d7a10';

describe.skipIf(missing.length > 0)('the whole estate', () => {
  let folder: string;
  let libvirtd: Libvirtd;
  let guest: GuestImage;
  let disk: string;
  let servers: ReplicaSet;
  let powerdns: PowerDns;
  let moto: Moto;
  let webAddress: string;
  let db: TestDatabase;
  let worker: WorkerProcess;
  let sources: Record<'aws' | 'powerdns' | 'libvirt' | 'postgres', string>;

  const virsh = async (...command: string[]) =>
    (await promisify(execFile)('virsh', ['-q', '-c', libvirtd.virshUri('qemu:///session'), ...command])).stdout.trim();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-whole-'));
    libvirtd = (await startLibvirtd())!;
    [guest, servers, moto] = await Promise.all([
      makeGuest(libvirtd.folder, parts as Exclude<typeof parts, { missing: string[] }>),
      startReplicaSet({ databases: ['shop', 'blog'] }),
      startMoto(),
    ]);
    await startGuest();
    const account = new AwsAccount(moto.url);
    webAddress = (await account.launch('web')).publicIp!;
    const [primary, replica] = servers.members;
    const set = (name: string, type: string, content: string) => ({
      name: `${name}.whole.example.`,
      type,
      ttl: 60,
      records: [{ content }],
    });
    powerdns = (await startPowerDns({
      stateDir: folder,
      zones: [
        powerDnsZoneSchema.parse({
          name: 'whole.example.',
          rrsets: [
            set('web', 'A', webAddress),
            set('guest', 'A', guest.address),
            set('app', 'CNAME', 'guest.whole.example.'),
            set('db1', 'A', primary!.host),
            set('db2', 'A', replica!.host),
            set('main', 'CNAME', 'db1.whole.example.'),
          ],
        }),
      ],
    }))!;
    db = await testDatabase();
    sources = {
      aws: await addSource(db.worker, 'aws', 'aws', { ...credentials, endpoint: moto.url, regions: [region] }),
      powerdns: await addSource(db.worker, 'powerdns', 'powerdns', { url: powerdns.apiUrl, apiKey: powerdns.apiKey }),
      libvirt: await addSource(db.worker, 'libvirt', 'libvirt', {
        group: 'lab',
        hosts: [`qemu+unix:///session?socket=${libvirtd.socketPath}`],
      }),
      postgres: await addSource(db.worker, 'postgres', 'postgres', {
        group: 'lab',
        servers: servers.servers(),
        ...servers.reader,
        encryption: 'none',
        primaryNames: ['main.whole.example'],
      }),
    };
    worker = await forkWorker(db.workerUrl);
  });
  afterAll(async () => {
    await worker?.kill();
    await db?.drop();
    await virsh('destroy', MACHINE).catch(() => undefined);
    await libvirtd?.stop();
    await servers?.stop();
    await powerdns?.stop();
    await moto?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** In a storage pool, with a disk in it. */
  async function startGuest() {
    const pool = join(libvirtd.folder, 'pool');
    await virsh('pool-define-as', 'fast', 'dir', '--target', pool);
    await virsh('pool-build', 'fast');
    await virsh('pool-start', 'fast');
    disk = join(pool, 'guest-1.raw');
    await writeFile(disk, '');
    await truncate(disk, 2 ** 20);
    if (process.getuid?.() === 0) await chown(disk, 65534, 65534);
    await virsh('pool-refresh', 'fast');
    const file = join(libvirtd.folder, 'guest.xml');
    await writeFile(file, guestXml(guest, { name: MACHINE, uuid, disk }));
    await virsh('define', file);
    await virsh('autostart', MACHINE);
    await virsh('start', MACHINE);
    await until('the guest agent answers', async () =>
      (await virsh('domifaddr', MACHINE, '--source', 'agent')).includes(guest.address),
    );
  }

  const row = async (kind: string, where: string, values: unknown[] = []) =>
    (await db.worker.query(`SELECT * FROM ${kind} WHERE gone_at IS NULL AND ${where}`, values)).rows[0];
  const pull = async (...names: (keyof typeof sources)[]) =>
    pullOnce(
      db.worker,
      (names.length > 0 ? names : (Object.keys(sources) as (keyof typeof sources)[])).map((name) => sources[name]),
    );

  it('is pulled in one run, whole', async () => {
    for (const { state, error } of await pull()) expect({ state, error }).toEqual({ state: 'complete', error: null });
    await expectSound(db.worker);
  });

  it('has the guest as virsh tells it, and what its agent says', async () => {
    const machine = await row('virtual_machines', 'key = $1', [uuid]);
    const told = Object.fromEntries(
      (await virsh('dominfo', MACHINE)).split('\n').map((line) => line.split(/:\s+/) as [string, string]),
    );
    expect(machine).toMatchObject({
      name: told['Name'],
      state: told['State'],
      vcpus: Number(told['CPU(s)']),
      memory: 1024 * Number.parseInt(told['Used memory']!, 10),
      autostart: told['Autostart'] === 'enable',
      persistent: told['Persistent'] === 'yes',
      hostname: guest.hostname,
      guest_os: guest.prettyName,
    });
    expect(machine.addresses).toContain(guest.address);
    expect(await row('hosts', 'true')).toMatchObject({ name: await virsh('hostname'), driver: 'QEMU' });
    expect(await row('volumes', 'path = $1', [disk])).toMatchObject({ pool: 'fast', capacity: 2 ** 20 });
  });

  it('has the servers with their roles, and the databases on the primary', async () => {
    const { rows } = await db.worker.query(
      'SELECT role, replication, host FROM database_servers WHERE gone_at IS NULL ORDER BY role',
    );
    expect(rows).toEqual([
      { role: 'primary', replication: 'none', host: servers.members[0]!.host },
      { role: 'replica', replication: 'streaming', host: servers.members[1]!.host },
    ]);
    expect(await row('databases', `name = 'shop'`)).toMatchObject({ server_key: servers.servers()[0] });
  });

  it('is linked across all of them', async () => {
    const kinds = ['instances', 'record_sets', 'virtual_machines', 'hosts', 'volumes', 'storage_pools', 'database_servers', 'databases']; // prettier-ignore
    const { rows } = await db.worker.query<{ link: string }>(
      `WITH named AS (${kinds.map((kind) => `SELECT id, name FROM ${kind}`).join(' UNION ALL ')})
       SELECT l.rule || ': ' || f.name || ' > ' || t.name AS link
         FROM links l JOIN named f ON f.id = l.from_id JOIN named t ON t.id = l.to_id ORDER BY 1`,
    );
    const host = await virsh('hostname');
    const [primary, replica] = (
      await db.worker.query<{ name: string }>('SELECT name FROM database_servers ORDER BY role')
    ).rows.map(({ name }) => name);
    const told = rows.map(({ link }) => link);
    for (const link of [
      'record-set-address-instance: web.whole.example > web',
      `record-set-address-virtual-machine: guest.whole.example > ${MACHINE}`,
      'record-set-name-record-set: app.whole.example > guest.whole.example',
      `virtual-machine-host: ${MACHINE} > ${host}`,
      `virtual-machine-volume: ${MACHINE} > guest-1.raw`,
      'volume-storage-pool: guest-1.raw > fast',
      `storage-pool-host: fast > ${host}`,
      `record-set-address-database-server: db1.whole.example > ${primary}`,
      `record-set-address-database-server: db2.whole.example > ${replica}`,
      `database-server-primary: ${replica} > ${primary}`,
      `database-database-server: shop > ${primary}`,
      `database-database-server: blog > ${primary}`,
    ])
      expect(told).toContain(link);
  });

  it('hears of the guest’s end at once, and tells that it should run', async () => {
    await until('somebody listens', async () => {
      const { rows } = await db.worker.query(`SELECT 1 FROM sync_runs WHERE state = 'listening'`);
      return rows.length > 0;
    });
    await until('what nobody heard until then was pulled', async () => {
      const { rows } = await db.worker.query(
        `SELECT 1 FROM sync_runs WHERE trigger = 'refresh' AND state = 'complete' AND source_id = $1`,
        [sources.libvirt],
      );
      return rows.length > 0;
    });
    const pulls = (await db.worker.query(`SELECT count(*) FROM sync_runs WHERE trigger <> 'event'`)).rows[0].count;
    await virsh('destroy', MACHINE);
    await until(
      'the guest is seen shut off',
      async () => (await row('virtual_machines', 'key = $1', [uuid])).state === 'shut-off',
    );
    expect((await db.worker.query(`SELECT count(*) FROM sync_runs WHERE trigger <> 'event'`)).rows[0].count).toBe(
      pulls,
    );
    const { rows } = await db.worker.query(`SELECT state FROM findings WHERE rule = 'virtual-machine-not-running'`);
    expect(rows).toHaveLength(1);
    await virsh('start', MACHINE);
    await until(
      'the guest is seen running',
      async () => (await row('virtual_machines', 'key = $1', [uuid])).state === 'running',
    );
  });

  it('measures the guest, its host and the servers', async () => {
    await db.worker.query(`UPDATE due_work SET due_at = now() WHERE task = 'measure'`);
    const measured = async (kind: string, field: string) =>
      (await db.worker.query(`SELECT 1 FROM ${kind}_now WHERE ${field} IS NOT NULL`)).rows.length > 0;
    await until(
      'memory and connections are measured',
      async () =>
        (await measured('virtual_machines', 'memory_used')) &&
        (await measured('hosts', 'memory_used')) &&
        (await measured('database_servers', 'connections')) &&
        (await measured('databases', 'size')),
    );
    await db.worker.query(`UPDATE due_work SET due_at = now() WHERE task = 'measure'`);
    await until('rates follow from the second look', () => measured('virtual_machines', 'cpu_share'));
  });

  it('keeps the guest while its libvirtd is away, and finds it as it was afterwards', async () => {
    const before = await row('virtual_machines', 'key = $1', [uuid]);
    await libvirtd.kill();
    const [result] = await pull('libvirt');
    expect(result).toMatchObject({ state: 'failed', gone: 0, held: 0 });
    expect(await row('virtual_machines', 'key = $1', [uuid])).toMatchObject({ id: before.id, state: 'running' });
    await libvirtd.restart();
    const [again] = await pull('libvirt');
    expect(again).toMatchObject({ state: 'complete', error: null, gone: 0 });
    expect(await row('virtual_machines', 'key = $1', [uuid])).toMatchObject({ id: before.id, state: 'running' });
    expect(await virsh('domstate', MACHINE)).toBe('running');
  });

  it('follows a failover: databases stay the same ones, on the new primary, and the old name is told', async () => {
    const shop = await row('databases', `name = 'shop'`);
    const [first, second] = servers.members;
    await first!.stop();
    await servers.promote(1);
    await pull('postgres');
    const server = await row('database_servers', 'host = $1', [second!.host]);
    expect(server).toMatchObject({ role: 'primary', replication: 'none', timeline: 2 });
    expect(await row('databases', `name = 'shop'`)).toMatchObject({ id: shop.id, server_key: server.key });
    // The old primary comes back as it was: both take writes now.
    await first!.start();
    await pull('postgres');
    await db.worker.query(`UPDATE due_work SET due_at = now() WHERE task = 'sweep-findings'`);
    await until('two primaries are told', async () => {
      const { rows } = await db.worker.query(`SELECT 1 FROM findings WHERE rule = 'two-primaries' AND state = 'open'`);
      return rows.length === 2;
    });
    expect(await row('databases', `name = 'shop'`)).toMatchObject({ id: shop.id, server_key: server.key });
    await expectSound(db.worker);
  });
});
