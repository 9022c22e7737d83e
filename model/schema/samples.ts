import { syncedKinds } from '../../contract/kinds/all.ts';
import { columnOf, type Kind, measuredFields } from '../../contract/kinds/kind.ts';
import { SAMPLES_KEPT_HOURS } from '../../contract/retention.ts';
import type { DatabaseRoles } from '../access/roles.ts';

export const STEP_SECONDS = 300;
/** Whole samples are kept so long, and after that averages of so long, for a day. Longer series are Prometheus' business. */
export const SAMPLES = {
  whole: '2 hours',
  step: `${STEP_SECONDS} seconds`,
  kept: `${SAMPLES_KEPT_HOURS} hours`,
} as const;

export const measuredKinds: readonly Kind[] = syncedKinds.filter((kind) => measuredFields(kind).length > 0);
/** The beginning of the step that an instant is in, as SQL. */
export const stepOf = (at: string) => `date_bin('${SAMPLES.step}', ${at}, 'epoch')`;
export const samplesTable = (kind: Pick<Kind, 'name'>) => `${kind.name}_samples`;

/**
 * Unlogged, for a chart of the last day may begin anew after a crash. They show with their object, as its volatile values do. OFFSET 0 keeps that
 * question one for each sample that is shown: without it PostgreSQL reads the ids of everything that the reader sees first.
 */
export function samplesSql(kind: Kind, roles: DatabaseRoles): string {
  const table = samplesTable(kind);
  const columns = measuredFields(kind).map((field) => `"${columnOf(field)}" double precision`);
  return `
DROP TABLE IF EXISTS ${table};
CREATE UNLOGGED TABLE ${table} (id uuid NOT NULL, at timestamptz NOT NULL, averaged boolean NOT NULL DEFAULT false, ${columns.join(', ')});
CREATE INDEX ${table}_id ON ${table} (id, at);
CREATE INDEX ${table}_at ON ${table} USING brin (at);
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON ${table} TO ${roles.worker} USING (true) WITH CHECK (true);
CREATE POLICY reader_all ON ${table} TO ${roles.readerAll} USING (true);
CREATE POLICY reader_cluster ON ${table} TO ${roles.readerCluster} USING (EXISTS (SELECT FROM ${kind.name} o WHERE o.id = ${table}.id OFFSET 0));
GRANT SELECT ON ${table} TO ${roles.readerAll}, ${roles.readerCluster};
GRANT SELECT, INSERT, DELETE ON ${table} TO ${roles.worker};`;
}

/** Averages what is no longer needed whole, and drops what is no longer needed. Two statements. */
export function thinSamples(kind: Kind): readonly string[] {
  const table = samplesTable(kind);
  const columns = measuredFields(kind).map((field) => `"${columnOf(field)}"`);
  return [
    `WITH old AS (
       DELETE FROM ${table} WHERE NOT averaged AND at < ${stepOf(`now() - interval '${SAMPLES.whole}'`)} RETURNING *)
     INSERT INTO ${table} (id, at, averaged, ${columns.join(', ')})
     SELECT id, ${stepOf('at')}, true, ${columns.map((name) => `avg(${name})`).join(', ')} FROM old GROUP BY id, ${stepOf('at')}`,
    `DELETE FROM ${table} WHERE at < now() - interval '${SAMPLES.kept}'`,
  ];
}
