import type { Samples, Span } from '../../contract/api/samples.ts';
import type { Unit } from '../../contract/kinds/field.ts';
import { columnOf, type Kind, measuredFields } from '../../contract/kinds/kind.ts';
import { labelOf } from '../../contract/kinds/label.ts';
import { measuredEvery } from '../../contract/systems/all.ts';
import { samplesTable, STEP_SECONDS, stepOf } from '../../model/schema/samples.ts';
import type { Reading } from '../reader.ts';
import { evenSteps, type Point, withGaps } from './sample-gaps.ts';

type Row = [upTo: string, at: string | null, averaged: boolean | null, ...values: (number | null)[]];

const columnsOf = (kind: Kind) => measuredFields(kind).map((name) => `s."${columnOf(name)}"`);

/** Whole samples of the last hour; further back there are averages alone. */
const hour = (kind: Kind) => `SELECT s.at, s.averaged, ${columnsOf(kind).join(', ')}`;

/** Averages of whole steps: what is not averaged yet is averaged here, so that the day is even. */
const day = (kind: Kind) =>
  `SELECT ${stepOf('s.at')}, true, ${columnsOf(kind)
    .map((column) => `avg(${column})`)
    .join(', ')}`;

/**
 * The window ends by PostgreSQL's clock, which has dated the samples. One row at least tells when that is. Its bounds are there before it is looked
 * at: within a condition PostgreSQL would not trust what makes them to see rows that the policy has not passed, and read all samples of the object.
 */
const statement = (kind: Kind, span: Span) => `
  WITH u AS (SELECT coalesce($2::timestamptz, now()) AS upto),
  w AS MATERIALIZED (SELECT upto, ${span === 'hour' ? `upto - interval '1 hour'` : stepOf(`upto - interval '1 day'`)} AS since FROM u)
  SELECT w.upto, z.*
    FROM w LEFT JOIN LATERAL (
      ${span === 'hour' ? hour(kind) : day(kind)} FROM ${samplesTable(kind)} s
       WHERE s.id = $1 AND s.at >= w.since AND s.at <= w.upto ${span === 'hour' ? '' : 'GROUP BY 1'}) z ON true
   ORDER BY 2`;

/** What was measured of one object, up to an instant. Samples older than a day are no longer there. */
export async function readSamples(
  { client, role }: Reading,
  kind: Kind,
  id: string,
  { span, at }: { span: Span; at: string | null },
): Promise<Samples> {
  const { rows } = await client.query<Row>({
    text: statement(kind, span),
    values: [id, at],
    name: `samples_${kind.name}_${span}_${role}`,
    rowMode: 'array',
  });
  const points = rows.flatMap(([, when, , ...values]): Point[] => (when === null ? [] : [[when, ...values]]));
  const averaged = rows.some((row) => row[2]);
  const to = rows[0]![0];
  const from = new Date(Date.parse(to) - (span === 'hour' ? 3_600_000 : 86_400_000)).toISOString();
  const step = span === 'day' || averaged ? STEP_SECONDS : measuredEvery(kind.name)!;
  return {
    from,
    to,
    step,
    fields: measuredFields(kind).map((name) => {
      const field = kind.fields[name]!;
      return { name, label: labelOf(name, field), unit: field.format as Unit };
    }),
    points: span === 'day' ? evenSteps(points, { from, to, step }) : withGaps(points, step),
  };
}
