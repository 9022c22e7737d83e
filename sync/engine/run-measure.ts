import { kindNamed } from '../../contract/kinds/all.ts';
import { columnOf, type Kind, measuredFields } from '../../contract/kinds/kind.ts';
import type { Pool } from '../../model/database.ts';
import { samplesTable } from '../../model/schema/samples.ts';
import type { PulledSource, PullTools, System } from '../systems/system.ts';
import { cleanJson, cleanKey } from './clean-json.ts';
import { noteNow } from './now.ts';
import { writeWhatFits } from './what-fits.ts';

const BATCH = 1000;

export interface MeasureOrder {
  system: System & Required<Pick<System, 'measure'>>;
  source: PulledSource;
  account: string;
  tools: PullTools;
}

const keepStatement = (kind: Kind, fields: readonly string[]) => {
  const columns = fields.map((field) => `"${columnOf(field)}"`);
  return `
  INSERT INTO ${samplesTable(kind)} (id, at, ${columns.join(', ')})
  SELECT t.id, $3, ${columns.map((name) => `r.${name}`).join(', ')}
    FROM json_to_recordset($2::json) AS r (key text, ${columns.map((name) => `${name} double precision`).join(', ')})
    JOIN ${kind.name} t ON t.realm = $1 AND t.key = r.key AND t.gone_at IS NULL`;
};

/**
 * One round of measurements: the latest values go where lists show them, each sample where charts find it. No history, no events.
 * @returns how many objects were measured, and what could not be
 */
export async function runMeasure(
  pool: Pool,
  { system, source, account, tools }: MeasureOrder,
): Promise<{ measured: number; failed: { part: string; error: string }[] }> {
  const realm = `${system.card.name}:${account}`;
  const { rows } = await pool.query<{ now: string }>('SELECT clock_timestamp() AS now');
  const clockOffset = new Date(rows[0]!.now).getTime() - Date.now();
  const failed: { part: string; error: string }[] = [];
  let measured = 0;
  for await (const said of system.measure(source, tools)) {
    tools.signal.throwIfAborted();
    if (said.type === 'failed') {
      failed.push({ part: said.part, error: said.error.message });
      continue;
    }
    const kind = kindNamed(said.kind);
    const fields = measuredFields(kind);
    const at = new Date(said.at.getTime() + clockOffset);
    const rows = [...new Map(said.rows.map((row) => [row.key, row])).values()];
    for (let start = 0; start < rows.length; start += BATCH) {
      const values = rows.slice(start, start + BATCH).map((row) => {
        const given = row as unknown as Record<string, unknown>;
        return { key: row.key, ...Object.fromEntries(fields.map((name) => [columnOf(name), given[name] ?? null])) };
      });
      const refused = await writeWhatFits(values, async (some) => {
        await noteNow(pool, kind, fields, realm, some);
        await pool.query(keepStatement(kind, fields), [realm, cleanJson(some), at]);
      });
      for (const { row, reason } of refused) failed.push({ part: cleanKey(row.key), error: reason });
      measured += values.length - refused.length;
    }
  }
  return { measured, failed };
}
