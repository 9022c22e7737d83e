import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../model/database.ts';
import { migrate } from '../../model/migrate.ts';
import { credentialHash } from '../../model/panel/credentials.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { readConfig } from '../../runtime/config.ts';
import { readCredentials } from '../../runtime/postgres/credentials.ts';
import { readPidFile } from '../../runtime/postgres/pid-file.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../runtime/postgres/start-embedded.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { startServer } from '../../server/start.ts';
import { seedObjects, seedSource } from '../../server/test-estate.ts';
import { until } from './estate.ts';

/**
 * Readers with different rights share the server's connections and the plans on them. Whatever happens to the connections, each is shown what is
 * theirs, or told that the database is away; nothing else.
 */
const ZONES = 30;
let dataDir: string;
let postgres: EmbeddedPostgres;
let worker: Pool;
let killer: Pool;
let server: { url: string; stop(): Promise<void> };
let readers: { token: string; sees: Set<string> | null; zones: number }[];

beforeAll(async () => {
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-reading-')));
  // PostgreSQL does not run as root, and the user that it runs as must be able to enter.
  chmodSync(dataDir, 0o755);
  postgres = await startEmbedded({ dataDir });
  const { workerUrl, webUrl } = await migrate({ ownerUrl: postgres.ownerUrl, masterKey: TEST_KEY });
  worker = openPool(workerUrl, 4, 'test');
  killer = openPool(webUrl, 1, 'test');
  const source = await seedSource(worker, 'test', { kind: 'zones', scope: 'all' });
  const clusters: string[] = [];
  for (const name of ['red', 'blue', 'green']) {
    const id = uuidv7();
    clusters.push(id);
    await worker.query(
      `INSERT INTO clusters (id, name, time_zone, stage, rules, needs_approval) VALUES ($1, $2, 'UTC', 'test', '[]', false)`,
      [id, name],
    );
    const seeds = Array.from({ length: ZONES }, (_, n) => ({
      kind: 'zones',
      key: `${name}-${n}.example`,
      clusterId: id,
    }));
    await seedObjects(worker, source, seeds);
  }
  const reader = async (ids: string[] | null) => {
    const token = `token-${uuidv7()}`;
    await worker.query(
      `INSERT INTO tokens (id, name, role, cluster_ids, token_hash) VALUES ($1, 'test', 'viewer', $2, $3)`,
      [uuidv7(), ids, credentialHash(token)],
    );
    return { token, sees: new Set(ids ?? clusters), zones: (ids ?? clusters).length * ZONES };
  };
  const [red, blue] = clusters as [string, string];
  readers = [
    await reader(null),
    await reader([red]),
    await reader([blue]),
    await reader([red, blue]),
    await reader([]),
    { token: 'nobody-has-this-token', sees: null, zones: 0 },
  ];
  server = await startServer({ config: readConfig({ PORT: '0' }), webUrl, masterKey: TEST_KEY });
});
afterAll(async () => {
  await server?.stop();
  await Promise.all([worker?.end(), killer?.end()]);
  await postgres?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Shown {
  items: { clusterId: string }[];
  total?: number;
}

/** Some pages come often enough to be prepared by name, others each have a text of their own. */
const PATHS = [
  () => '/zones?limit=5&sort=name',
  () => '/zones?limit=20&sort=-name&offset=3',
  () => '/zones?q=example&limit=7',
  () => `/zones?limit=${1 + Math.floor(Math.random() * 200)}&sort=-changedAt`,
  () => '/search?q=example',
];

/** Asks once. True: answered; false: the database is away. Anything but what this reader may be told fails. */
async function ask({ token, sees, zones }: (typeof readers)[number]): Promise<boolean> {
  const path = PATHS[Math.floor(Math.random() * PATHS.length)]!();
  const answer = await fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  const body = (await answer.json()) as Shown & { detail?: string };
  if (answer.status === 503) {
    expect(body.detail).toBe('The database cannot be reached');
    return false;
  }
  expect({ path, status: answer.status }).toEqual({ path, status: sees ? 200 : 401 });
  if (!sees) return true;
  expect(body.items.filter(({ clusterId }) => !sees.has(clusterId))).toEqual([]);
  if (body.total !== undefined) expect({ path, total: body.total }).toEqual({ path, total: zones });
  expect(body.items.length > 0).toBe(zones > 0);
  return true;
}

/** All readers ask all the time, several at once each, until `trouble` is over and everything is answered again. */
async function whileReading(trouble: () => Promise<void>): Promise<{ answered: number; away: number }> {
  const told = { answered: 0, away: 0 };
  let going = true;
  const reading = readers.flatMap((reader) =>
    [1, 2, 3].map(async () => {
      while (going) {
        if (await ask(reader)) told.answered += 1;
        else {
          told.away += 1;
          await sleep(20);
        }
      }
    }),
  );
  const troubled = trouble().finally(() => (going = false));
  await Promise.all([troubled, ...reading]);
  for (const reader of readers) for (let turn = 0; turn < 20; turn += 1) expect(await ask(reader)).toBe(true);
  return told;
}

const answersAgain = () => until('it answers again', async () => ask(readers[0]!));

describe('readers of different clusters', () => {
  it('are each answered what is theirs', async () => {
    expect((await whileReading(() => sleep(1500))).away).toBe(0);
  });

  it('are told so when the connection of their request is killed, and are answered the next time', async () => {
    const { answered, away } = await whileReading(async () => {
      for (let turn = 0; turn < 60; turn += 1) {
        await killer.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'switchyard server' ORDER BY random() LIMIT 2`,
        );
        await sleep(30);
      }
    });
    expect(answered).toBeGreaterThan(away);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('outlast PostgreSQL, ended by %s and started again', async (signal) => {
    const { away } = await whileReading(async () => {
      await sleep(300);
      const pidOf = () => readPidFile(readCredentials(dataDir)!.home);
      const { pid } = pidOf()!;
      process.kill(pid, signal);
      await until('another PostgreSQL runs', async () => pidOf()!.pid !== pid && pidOf()!.ready);
      await answersAgain();
      await sleep(300);
    });
    expect(away).toBeGreaterThan(0);
  });
});
