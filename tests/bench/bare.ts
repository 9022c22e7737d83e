import { instances } from '../../contract/kinds/instances.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import { recordSets } from '../../contract/kinds/record-sets.ts';
import type { Pool } from '../../model/database.ts';
import { fieldColumns } from '../../model/schema/columns.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { columnsOfRow, digester, searchText } from '../../sync/engine/digest.ts';
import { pages } from './estate.ts';

const KINDS = { instances: instances as Kind, record_sets: recordSets as Kind };

/** The limit: unnest staging in batches of 1,000 and MERGE into a table with the same columns and indexes. No history, links, clusters. */
export async function makeBare(owner: Pool): Promise<void> {
  for (const name of Object.keys(KINDS)) {
    await owner.query(`CREATE TABLE IF NOT EXISTS bare_${name} (LIKE ${name} INCLUDING ALL)`);
    await owner.query(`CREATE UNLOGGED TABLE IF NOT EXISTS bare_stage_${name} (LIKE ${name})`);
    await owner.query(`TRUNCATE bare_${name}, bare_stage_${name}`);
  }
}

export async function bareSync(
  owner: Pool,
  name: 'instances' | 'record_sets',
  size: number,
  changed: (n: number) => number,
): Promise<void> {
  const kind = KINDS[name];
  const fields = fieldColumns(kind);
  const columns = [...fields.map((field) => ({ name: field.name, type: field.type })), { name: 'raw', type: 'jsonb' }];
  const names = columns.map((column) => `"${column.name}"`);
  const stage = `
    INSERT INTO bare_stage_${name} (id, realm, key, source_id, scope_id, search, digest, observed_at, first_seen_at, valid_from, ${names.join(', ')})
    SELECT id, 'bench', key, '00000000-0000-0000-0000-000000000000', 1, search, digest, now(), now(), now(),
           ${columns.map((column, at) => `c${at}::${column.type}`).join(', ')}
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], ${columns.map((_, at) => `$${at + 5}::text[]`).join(', ')})
        AS u (id, key, search, digest, ${columns.map((_, at) => `c${at}`).join(', ')})`;
  const digestOf = digester(kind);
  const searchOf = searchText(kind);
  const textOf = (type: string, value: unknown) => {
    if (value === null || value === undefined) return null;
    if (type === 'jsonb') return JSON.stringify(value);
    if (type.endsWith('[]')) return `{${(value as string[]).map((one) => JSON.stringify(one)).join(',')}}`;
    return String(value);
  };
  for (const item of pages(name, size, changed)) {
    if (item.type !== 'page') continue;
    const rows = item.rows as unknown as Record<string, unknown>[];
    const byColumn = rows.map((row) => ({ ...columnsOfRow(kind, row), raw: row.raw }) as Record<string, unknown>);
    await owner.query({
      name: `bare stage ${name}`,
      text: stage,
      values: [
        rows.map(() => uuidv7()),
        rows.map((row) => row.key),
        rows.map(searchOf),
        rows.map(digestOf),
        ...columns.map((column) => byColumn.map((row) => textOf(column.type, row[column.name]))),
      ],
    });
  }
  const set = [...names, 'search', 'digest', 'observed_at', 'valid_from'];
  const all = ['id', 'realm', 'key', 'source_id', 'scope_id', 'first_seen_at', ...set];
  await owner.query(`
    MERGE INTO bare_${name} t USING bare_stage_${name} s ON t.realm = s.realm AND t.key = s.key
    WHEN MATCHED AND t.digest <> s.digest THEN UPDATE SET ${set.map((column) => `${column} = s.${column}`).join(', ')}
    WHEN NOT MATCHED THEN INSERT (${all.join(', ')}) VALUES (${all.map((column) => `s.${column}`).join(', ')})`);
  await owner.query(`TRUNCATE bare_stage_${name}`);
}
