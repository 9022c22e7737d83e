import type { RecordSetImage } from '../../contract/plans/record-set-shape.ts';
import type { StepOf } from '../../contract/plans/steps.ts';
import type { Queryable } from '../../model/database.ts';

export interface Numbered {
  n: number;
  step: StepOf<'dns.write-record-sets'>;
}

/** A set as the model has it; null: it is gone. */
export interface ModelSet {
  image: RecordSetImage | null;
  /** Since when nobody knows better: the row's last sight, or the last whole listing of its zone. */
  seenAt: string;
}

interface Row extends Omit<RecordSetImage, 'values'> {
  n: number;
  place: number;
  gone: boolean;
  values: RecordSetImage['values'];
  seenAt: string;
}

const keyOf = (n: number, place: number) => `${n} ${place}`;

/** What the model knows of the sets of some steps, by name: one that a step creates has no row before. */
export async function modelSets(
  db: Queryable,
  steps: readonly Numbered[],
): Promise<(n: number, place: number) => ModelSet | undefined> {
  const asked = steps.flatMap(({ n, step }) =>
    step.sets.map(({ before, after }, place) => {
      const { name, type } = (after ?? before)!;
      return { n, place, source: step.target.sourceId, zone: step.target.zoneKey, name, type };
    }),
  );
  const { rows } = await db.query<Row>(
    `SELECT k.n, k.place, r.gone_at IS NOT NULL AS gone, r.name, r.type, r.ttl, r.proxied, r.comment, r.record_tags AS tags, r."values",
            greatest(r.observed_at, s.listed_at) AS "seenAt"
       FROM jsonb_to_recordset($1) AS k (n int, place int, source uuid, zone text, name text, type text)
       JOIN record_sets r ON r.source_id = k.source AND r.zone_key = k.zone AND r.name = k.name AND r.type = k.type
       LEFT JOIN scopes s ON s.id = r.scope_id
      ORDER BY r.gone_at NULLS LAST`,
    [JSON.stringify(asked)],
  );
  const found = new Map<string, ModelSet>();
  for (const { n, place, gone, seenAt, ...image } of rows)
    found.set(keyOf(n, place), { image: gone ? null : image, seenAt });
  return (n, place) => found.get(keyOf(n, place));
}
