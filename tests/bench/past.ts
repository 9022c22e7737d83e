import { columnList } from '../../model/changes/versions.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import { type BenchDatabase, KINDS } from './database.ts';

const DAYS = 30;
/** So many of all objects change on one day. */
const A_DAY = 0.02;

/**
 * Gives the estate a past, as if it had been pulled for two months: of the last thirty days each has seen another part of all objects change once.
 * Versions are written in the order in which they ended, as merges write them.
 */
export async function makePast({ owner }: BenchDatabase): Promise<void> {
  const { rows } = await owner.query<{ from: string; to: string; name: string }>(
    `SELECT m AS from, m + interval '1 month' AS to, to_char(m AT TIME ZONE 'UTC', '"_y"YYYY"m"MM') AS name
       FROM (SELECT date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - interval '1 month' AS m) x`,
  );
  const month = rows[0]!;
  for (const name of KINDS) {
    // Past months have partitions of their own, as after the workers' nightly work of then.
    await owner.query(
      `CREATE TABLE ${name}_history${month.name} PARTITION OF ${name}_history FOR VALUES FROM ('${month.from}') TO ('${month.to}')`,
    );
    const columns = columnList(kindNamed(name), 't').replace('t."valid_from"', `now() - interval '60 days'`);
    await owner.query(`
      WITH c AS (
        SELECT id, now() - make_interval(secs => ${DAYS * 86_400} * ((row_number() OVER (ORDER BY md5(id::text))) / (${DAYS * A_DAY} * count(*) OVER ()))) AS at
          FROM ${name})
      INSERT INTO ${name}_history (${columnList(kindNamed(name))}, valid_to)
      SELECT ${columns}, c.at FROM c JOIN ${name} t USING (id) WHERE c.at > now() - interval '${DAYS} days' ORDER BY c.at`);
    await owner.query(`
      UPDATE ${name} t SET valid_from = coalesce(p.at, now() - interval '60 days')
        FROM (SELECT o.id, h.valid_to AS at FROM ${name} o LEFT JOIN ${name}_history h ON h.id = o.id) p WHERE p.id = t.id`);
  }
}
