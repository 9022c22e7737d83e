import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Timing } from '../../actions/engine/timing.ts';
import { syncedKinds } from '../../contract/kinds/all.ts';
import { findSystemCard } from '../../contract/systems/all.ts';
import { demoEstate } from '../../lab/demo-estate.ts';
import { inTransaction, type Pool } from '../../model/database.ts';
import { linkDifference } from '../../model/links/refresh.ts';
import { sealSecrets } from '../../model/panel/secrets.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { scheduleWork } from '../../model/work/due-work.ts';
import { repositoryRoot } from '../../runtime/repository-root.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';

/** Clusters and sources of the demo, written as the panel would write them. Returns the sources' ids by name. */
export async function addDemoSources(db: Pool, labUrl: string, only?: string[]): Promise<Record<string, string>> {
  const estate = demoEstate({ labUrl });
  for (const { name, rules } of estate.clusters)
    await db.query(
      `INSERT INTO clusters (id, name, time_zone, stage, rules, needs_approval) VALUES ($1, $2, 'UTC', 'production', $3, false)`,
      [uuidv7(), name, JSON.stringify(rules)],
    );
  const ids: Record<string, string> = {};
  for (const { name, system, settings } of estate.sources) {
    if (only && !only.includes(system)) continue;
    const id = (ids[name] = uuidv7());
    const card = findSystemCard(system)!;
    const given = settings as Record<string, unknown>;
    const isSecret = ([field]: [string, unknown]) => (card.secrets as readonly string[]).includes(field);
    await db.query(
      `INSERT INTO sources (id, name, system, health, mode, enabled, interval_seconds, settings) VALUES ($1, $2, $3, 'new', 'read', true, 600, $4)`,
      [id, name, system, Object.fromEntries(Object.entries(given).filter((one) => !isSecret(one)))],
    );
    await sealSecrets(
      db,
      TEST_KEY,
      id,
      Object.fromEntries(Object.entries(given).filter(isSecret)) as Record<string, string>,
    );
    await scheduleWork(db, { task: 'pull', subjectId: id }, 600);
  }
  return ids;
}

export interface WorkerProcess {
  pid: number;
  kill(): Promise<void>;
  /** As if its event loop were busy: nothing of it goes on, its connections stay. */
  stall(): void;
  goOn(): void;
}

/** Starts a worker process and waits until it works. `hear`: all that it says, at LOG_LEVEL=debug; `timing`: of plans. */
export async function forkWorker(
  workerUrl: string,
  redisUrl?: string,
  hear?: (words: string) => void,
  timing?: Timing,
): Promise<WorkerProcess> {
  const child: ChildProcess = fork(join(repositoryRoot, 'tests', 'faults', 'worker-process.ts'), {
    execArgv: ['--import', 'tsx'],
    env: {
      ...process.env,
      WORKER_URL: workerUrl,
      REDIS_URL: redisUrl,
      LOG_LEVEL: hear ? 'debug' : 'fatal',
      ...(timing && { PLAN_TIMING: JSON.stringify(timing) }),
    },
    stdio: ['ignore', hear ? 'pipe' : 'ignore', hear ? 'pipe' : 'inherit', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (words: string) => hear?.(words));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  return {
    pid: child.pid!,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    stall: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
  };
}

/** Asks again until it holds; the suite's own time-out is the limit. */
export async function until(what: string, holds: () => Promise<boolean>, patienceMs = 120_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) throw new Error(`never came about: ${what}`);
    await sleep(100);
  }
}

export const allComplete = (db: Pool) => async () => {
  const { rows } = await db.query<{ fresh: number; all: number }>(
    `SELECT count(*) FILTER (WHERE last_complete_at IS NOT NULL) AS fresh, count(*) AS all FROM sources WHERE removed_at IS NULL`,
  );
  return rows[0]!.all > 0 && rows[0]!.fresh === rows[0]!.all;
};

/** Live objects by kind. */
export async function countLive(db: Pool): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of syncedKinds)
    counts[kind.name] = (
      await db.query<{ count: number }>(`SELECT count(*) FROM ${kind.name} WHERE gone_at IS NULL`)
    ).rows[0]!.count;
  return counts;
}

/** What must hold whatever happened: identities once, versions without gaps or overlaps, links as the rules say. */
export async function expectSound(db: Pool): Promise<void> {
  for (const kind of syncedKinds) {
    const { rows } = await db.query<{ bad: number }>(
      `SELECT count(*) AS bad FROM (
         SELECT id, valid_from, valid_to, lead(valid_from) OVER (PARTITION BY id ORDER BY valid_from) AS next
           FROM (SELECT id, valid_from, valid_to FROM ${kind.name}_history UNION ALL SELECT id, valid_from, NULL FROM ${kind.name}) v) w
        WHERE valid_to <= valid_from OR (valid_to IS NOT NULL AND next IS DISTINCT FROM valid_to)`,
    );
    expect({ kind: kind.name, bad: rows[0]!.bad }).toEqual({ kind: kind.name, bad: 0 });
  }
  expect(await inTransaction(db, linkDifference)).toBe(0);
}
