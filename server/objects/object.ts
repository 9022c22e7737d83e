import type { AnyObject } from '../../contract/api/list.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import { finishRows } from '../lists/finish-rows.ts';
import { objectStatement } from '../lists/sql.ts';
import { whyNotRead } from '../principal.ts';
import type { Reading } from '../reader.ts';

/** undefined: there is none, or none that this reader may know of. */
export async function readObject(
  reading: Reading,
  kind: Kind,
  id: string,
  at: string | null,
): Promise<AnyObject | undefined> {
  if (whyNotRead(kind, reading.principal)) return undefined;
  const { rows } = await reading.client.query<AnyObject>({
    text: objectStatement(kind, at !== null),
    values: at === null ? [id] : [id, at],
    name: `o_${kind.name}${at === null ? '' : '_at'}_${reading.role}`,
  });
  await finishRows(reading, kind, rows, at);
  return rows[0];
}
