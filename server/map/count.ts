import { Values } from '../lists/conditions.ts';
import type { Reading } from '../reader.ts';
import { kindsOf, rowsOf, type Shown } from './shown.ts';

/** Whether all that is shown can be shown one by one. It is counted no further than it takes to know. */
export async function fits({ client }: Reading, shown: Shown): Promise<boolean> {
  const values = new Values();
  const most = shown.limit + 1;
  const arms = kindsOf(shown).map((kind) => {
    const { from, where } = rowsOf(kind, shown, values);
    return `(SELECT 1 FROM ${from} WHERE ${where} LIMIT ${most})`;
  });
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM (${arms.join(' UNION ALL ')}) each LIMIT ${most}) counted`,
    values.list,
  );
  return rows[0]!.count <= shown.limit;
}
