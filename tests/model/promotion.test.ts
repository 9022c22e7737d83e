import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ReplicaSet, startReplicaSet } from '../../lab/postgres/replica-set.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { inTransaction } from '../../model/database.ts';
import { sweepFindings } from '../../model/findings/refresh.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { addressPolicy } from '../../runtime/http/address-policy.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { runMeasure } from '../../sync/engine/run-measure.ts';
import { makeSource } from '../../sync/engine/scripted-system.ts';
import { runPull } from '../../sync/engine/run-pull.ts';
import { postgres } from '../../sync/systems/postgres/postgres.ts';

/** What a promotion does to the model: a real primary and its replica, pulled by the engine. */
let set: ReplicaSet;
let db: TestDatabase;
let source: { id: string; name: string };
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db?.drop());
beforeEach(async () => {
  set = await startReplicaSet({ databases: ['shop', 'blog'] });
  source = await makeSource(db.worker, `postgres-${uuidv7()}`);
  // A group of its own: what the test before has left is another's.
  await db.worker.query('UPDATE sources SET account = name, enabled = (id = $1)', [source.id]);
});
afterEach(() => set?.stop());

const pulled = () => ({
  ...source,
  settings: { group: source.name, servers: set.servers(), user: set.reader.user, encryption: 'none' },
  secrets: { password: set.reader.password },
});
const tools = { policy: addressPolicy({ allow: ['127.0.0.0/8'] }), turn: async () => undefined } as never as Parameters<
  typeof runPull
>[1]['tools'];
const pull = () =>
  runPull(db.worker, {
    system: postgres,
    source: pulled(),
    account: source.name,
    intervalSeconds: 60,
    trigger: 'person',
    requestedBy: null,
    tools,
    signal: new AbortController().signal,
  });
const servers = async () =>
  (
    await db.worker.query<{ host: string; role: string; timeline: number }>(
      'SELECT host, role, timeline FROM database_servers WHERE source_id = $1 AND gone_at IS NULL ORDER BY host',
      [source.id],
    )
  ).rows;
const databases = async () =>
  (
    await db.worker.query<{ id: string; name: string; server_key: string }>(
      'SELECT id, name, server_key FROM databases WHERE source_id = $1 AND gone_at IS NULL ORDER BY name',
      [source.id],
    )
  ).rows;
const findings = async () => {
  await inTransaction(db.worker, async (client) => {
    await openWorkspace(client);
    await sweepFindings(client, uuidv7());
  });
  const { rows } = await db.worker.query<{ rule: string; subject_name: string }>(
    `SELECT f.rule, f.subject_name FROM findings f JOIN database_servers d ON d.id = f.subject_id
      WHERE f.state = 'open' AND d.source_id = $1 AND f.severity = 'failing' ORDER BY 1, 2`,
    [source.id],
  );
  return rows.map((one) => `${one.rule} ${one.subject_name}`);
};
const [first, second] = [() => set.servers()[0]!, () => set.servers()[1]!];

describe('a replica that is promoted', () => {
  it('while the old primary lives: both say primary, their databases stay as they were, and it is told', async () => {
    expect((await pull()).state).toBe('complete');
    const before = await databases();
    expect(before.map(({ name, server_key }) => [name, server_key])).toEqual(
      ['blog', 'postgres', 'shop'].map((name) => [name, first()]),
    );
    expect(await findings()).toEqual([]);

    await set.promote(1);
    // What is made on one of them now is not on the other.
    await set.run(1, 'CREATE DATABASE only_there');
    await set.run(0, 'DROP DATABASE blog');
    for (let times = 0; times < 2; times += 1) {
      const { state, error } = await pull();
      expect([state, error]).toEqual(['partial', expect.stringContaining('are both primary')]);
      for (const name of set.servers()) expect(error).toContain(name);
    }
    expect((await servers()).map(({ role, timeline }) => [role, timeline])).toEqual([
      ['primary', 1],
      ['primary', 2],
    ]);
    expect(await databases()).toEqual(before);
    expect(await findings()).toEqual([`two-primaries ${first()}`, `two-primaries ${second()}`]);
  });

  it('after the old primary died: its databases are the same ones on another server, and that one is away', async () => {
    await pull();
    const before = await databases();
    await set.members[0]!.kill();
    expect((await pull()).state).toBe('partial');
    expect(await databases()).toEqual(before);

    await set.promote(1);
    const { state, error } = await pull();
    expect([state, error]).toEqual(['partial', expect.stringContaining(first())]);
    expect(await databases()).toEqual(before.map((one) => ({ ...one, server_key: second() })));
    expect((await servers()).map(({ role, timeline }) => [role, timeline])).toEqual([
      ['primary', 1],
      ['primary', 2],
    ]);
    expect(await findings()).toEqual([]);
    await db.worker.query(
      `WITH s AS (UPDATE scopes SET listed_at = listed_at - interval '5 minutes' WHERE source_id = $1)
       UPDATE database_servers SET observed_at = observed_at - interval '5 minutes' WHERE source_id = $1`,
      [source.id],
    );
    expect(await findings()).toEqual([`database-server-unreachable ${first()}`]);

    await set.members[0]!.start();
    expect((await pull()).state).toBe('partial');
    expect(await findings()).toEqual([`two-primaries ${first()}`, `two-primaries ${second()}`]);
  });

  it('is measured, and so is its lag before', async () => {
    await pull();
    const measure = async () => {
      await runMeasure(db.worker, {
        system: { ...postgres, measure: postgres.measure! },
        source: pulled(),
        account: source.name,
        tools: { ...tools, signal: new AbortController().signal },
      });
      const { rows } = await db.worker.query<{ role: string; lag_bytes: number | null; connections: number }>(
        `SELECT d.role, n.lag_bytes, n.connections FROM database_servers d JOIN database_servers_now n ON n.id = d.id
          WHERE d.source_id = $1 AND d.gone_at IS NULL ORDER BY d.host`,
        [source.id],
      );
      return rows;
    };
    await set.pauseReplay(1);
    await set.run(0, 'CREATE TABLE filler AS SELECT repeat(n::text, 500) FROM generate_series(1, 5000) n');
    while (((await measure())[1]?.lag_bytes ?? 0) < 1_000_000) await pause(50);
    expect((await measure())[0]).toMatchObject({ role: 'primary', lag_bytes: null });
    const { rows } = await db.worker.query<{ size: number }>(
      `SELECT n.size FROM databases d JOIN databases_now n ON n.id = d.id WHERE d.source_id = $1 AND d.name = 'shop'`,
      [source.id],
    );
    expect(rows[0]!.size).toBeGreaterThan(1_000_000);
    const samples = await db.worker.query(
      'SELECT s.lag_bytes FROM database_servers_samples s JOIN database_servers d ON d.id = s.id WHERE d.source_id = $1 AND s.lag_bytes > 0',
      [source.id],
    );
    expect(samples.rows.length).toBeGreaterThan(0);
  });
});
