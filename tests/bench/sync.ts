import type { Pool } from '../../model/database.ts';
import { bareSync, makeBare } from './bare.ts';
import { benchDatabase, KINDS, pullEstate, settle } from './database.ts';
import { type Figure, figure, timed } from './figure.ts';
import { thousandChanged } from './thousand.ts';

/** Pulls through the whole engine (probe, history, gone, clusters, links, findings) against bare staging and MERGE of the same rows. */
export async function* run(size = 100_000): AsyncIterable<Figure> {
  const database = await benchDatabase();
  const { owner } = database;
  try {
    await makeBare(owner);

    const rounds: { name: string; changed: (n: number) => number; most: number }[] = [
      { name: 'fresh', changed: () => 0, most: 2 },
      { name: 'unchanged', changed: () => 0, most: 0.35 },
      { name: '1 % changed', changed: (n) => (n % 100 === 0 ? 1 : 0), most: 0.5 },
      { name: 'all changed', changed: () => 3, most: 2.5 },
    ];
    for (const round of rounds) {
      const bare = await timed(async () => {
        for (const kind of KINDS) await bareSync(owner, kind, size, round.changed);
      });
      await settle(database);
      const before = await writes(owner);
      const memory = watchMemory();
      const ours = await timed(() => pullEstate(database, size, round.changed));
      const peak = memory();
      const after = await writes(owner);
      yield figure(`${size} + ${size} rows, ${round.name}`, ours.ms, 'ms', { limit: bare.ms, most: round.most });
      if (round.name === 'unchanged') {
        yield figure('unchanged: rows written', after.rows - before.rows, 'rows', { most: 0 });
        yield figure('unchanged: events', after.events - before.events, 'events', { most: 0 });
        yield figure('unchanged: WAL', (after.wal - before.wal) / 1024, 'kB', { most: 256 });
      }
      yield figure(`${round.name}: memory above idle`, peak, 'MB', { most: 250 });
      await settle(database);
    }
  } finally {
    await database.drop();
  }
  yield* thousandChanged([size / 10, size, size * 10]);
}

async function writes(owner: Pool) {
  const { rows } = await owner.query<{ wal: number; rows: number; events: number }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint AS wal,
            (SELECT count(*) FROM instances_history) + (SELECT count(*) FROM record_sets_history) + (SELECT count(*) FROM links_history)
              + (SELECT count(*) FROM instances WHERE valid_from > now() - interval '1 day') AS rows,
            (SELECT count(*) FROM run_changes) AS events`,
  );
  return rows[0]!;
}

/** Peak of this process's memory above what it had; the estate is generated page by page, as a provider would send it. */
function watchMemory(): () => number {
  global.gc?.();
  const idle = process.memoryUsage().rss;
  let peak = idle;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  return () => {
    clearInterval(timer);
    return (peak - idle) / 1024 / 1024;
  };
}
