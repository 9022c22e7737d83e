import { columnOf, type Kind } from '../../contract/kinds/kind.ts';
import type { Queryable } from '../../model/database.ts';
import { cleanJson } from './clean-json.ts';

const UNIQUE_VIOLATION = '23505';

/** Only the fields that are brought are written: a pull knows others than a measurement. A row that stays the same is not written. */
const statement = (kind: Kind, fields: readonly string[]) => {
  const columns = fields.map((field) => ({ name: `"${columnOf(field)}"`, type: kind.fields[field]!.column }));
  const of = (alias: string) => columns.map(({ name }) => `${alias}.${name}`).join(', ');
  return `
  MERGE INTO ${kind.name}_now w
  USING (SELECT t.id, ${of('r')}
           FROM json_to_recordset($2::json) AS r (key text, ${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})
           JOIN ${kind.name} t ON t.realm = $1 AND t.key = r.key AND t.gone_at IS NULL) v
  ON w.id = v.id
  WHEN MATCHED AND (${of('w')}) IS DISTINCT FROM (${of('v')})
    THEN UPDATE SET ${columns.map(({ name }) => `${name} = v.${name}`).join(', ')}, measured_at = now()
  WHEN NOT MATCHED THEN INSERT (id, ${columns.map(({ name }) => name).join(', ')}, measured_at) VALUES (v.id, ${of('v')}, now())`;
};

/** Notes what changes all the time: the latest value alone. Rows are `{ key, <column>: value … }`; those that the model does not have are passed over. */
export async function noteNow(
  db: Queryable,
  kind: Kind,
  fields: readonly string[],
  realm: string,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const note = () => db.query(statement(kind, fields), [realm, cleanJson(rows)]);
  await note().catch((error: { code?: string }) => {
    // A pull and a measurement have begun the same object at once: now it is there.
    if (error.code !== UNIQUE_VIOLATION) throw error;
    return note();
  });
}
