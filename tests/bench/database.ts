import { openPool, type Pool } from '../../model/database.ts';
import { migrate, type Migrated } from '../../model/migrate.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { startTestPostgres } from '../../runtime/postgres/test-server.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { makeSource, pullScript } from '../../sync/engine/scripted-system.ts';
import type { Pulled } from '../../sync/systems/system.ts';
import { clusterRules, pages } from './estate.ts';

export interface BenchDatabase extends Migrated {
  ownerUrl: string;
  owner: Pool;
  worker: Pool;
  source: { id: string; name: string };
  /** Ids of the clusters, in the order of their names. */
  clusters: string[];
  drop(): Promise<void>;
}

/** A database of its own that survives a crash, as in production, with the estate's clusters and a source that has not been pulled. */
export async function benchDatabase(): Promise<BenchDatabase> {
  const server = await startTestPostgres({ fsync: true });
  const { url: ownerUrl, drop } = await server.createDatabase();
  const urls = await migrate({ ownerUrl, masterKey: TEST_KEY });
  const owner = openPool(ownerUrl, 4, 'bench owner');
  const worker = openPool(urls.workerUrl, 8, 'bench worker');
  const clusters = [];
  for (const { name, rules } of clusterRules) {
    const id = uuidv7();
    clusters.push(id);
    await owner.query(
      `INSERT INTO clusters (id, name, time_zone, stage, rules, needs_approval) VALUES ($1, $2, 'UTC', 'production', $3, false)`,
      [id, name, JSON.stringify(rules)],
    );
  }
  return {
    ...urls,
    ownerUrl,
    owner,
    worker,
    source: await makeSource(worker, 'bench'),
    clusters,
    async drop() {
      await Promise.all([owner.end(), worker.end()]);
      await drop();
    },
  };
}

export function* wholeEstate(size: number, changed: (n: number) => number): Generator<Pulled> {
  for (const kind of KINDS) yield* pages(kind, size, changed);
}

export const KINDS = ['instances', 'record_sets'] as const;

/** Pulls `size` rows of each kind through the whole engine, in one run; `changed(n)` says in which version row n is listed. */
export async function pullEstate(
  { worker, source }: BenchDatabase,
  size: number,
  changed: (n: number) => number = () => 0,
): Promise<void> {
  const result = await pullScript(worker, source, wholeEstate(size, changed));
  if (result.state !== 'complete') throw new Error(`${result.error}`);
}

/** Neither side shall pay for what the other left to do. */
export async function settle({ owner }: BenchDatabase): Promise<void> {
  await owner.query('VACUUM (ANALYZE)').catch(() => undefined);
  await owner.query('CHECKPOINT').catch(() => undefined);
}
