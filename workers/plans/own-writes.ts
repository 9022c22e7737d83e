import type { ReadyStep, MakeReady } from '../../actions/engine/step-type.ts';
import type { RecordSetImage } from '../../contract/plans/record-set-shape.ts';
import type { StepData, StepOf } from '../../contract/plans/steps.ts';
import type { Pool } from '../../model/database.ts';

type WriteRecordSets = StepOf<'dns.write-record-sets'>;

/** Later the model has it: every source was pulled since. */
const RECENT = '1 hour';

/** Sets of which the last plan that has written them left something else than is there now ($5), or of which there is none. */
const NOT_OURS = `
  WITH written AS (
    SELECT coalesce(c.change -> 'after' ->> 'name', c.change -> 'before' ->> 'name') AS name,
           coalesce(c.change -> 'after' ->> 'type', c.change -> 'before' ->> 'type') AS type,
           s.left_behind -> 'sets' -> (c.place - 1)::int AS image, s.finished_at
      FROM plan_steps s CROSS JOIN LATERAL jsonb_array_elements(s.step -> 'sets') WITH ORDINALITY AS c (change, place)
     WHERE s.type = 'dns.write-record-sets' AND s.state = 'applied' AND s.finished_at > now() - interval '${RECENT}'
       AND s.step -> 'target' ->> 'sourceId' = $1 AND s.step -> 'target' ->> 'zoneKey' = $2)
  SELECT 1 FROM unnest($3::text[], $4::text[], $5::jsonb[]) AS d (name, type, image)
   WHERE d.image IS DISTINCT FROM (SELECT w.image FROM written w WHERE w.name = d.name AND w.type = d.type ORDER BY w.finished_at DESC LIMIT 1)
   LIMIT 1`;

/**
 * Whether all that is not as a step has it was left so by a plan a moment ago, whose write the model did not have yet when this one was made: what a plan sees goes into the
 * model beside its steps, and with a worker that dies at that moment it is only there after the pull that follows.
 * @param image what the step has read
 */
export async function isOurOwn(pool: Pool, data: StepData, image: unknown, makeReady: MakeReady): Promise<boolean> {
  if (data.type !== 'dns.write-record-sets') return false;
  const { sets } = image as { sets: (RecordSetImage | null)[] };
  const differing: { name: string; type: string; image: RecordSetImage | null }[] = [];
  for (const [place, change] of data.sets.entries()) {
    const now = sets[place] ?? null;
    const one: ReadyStep = await makeReady({ ...data, sets: [change] } satisfies WriteRecordSets);
    const { name, type } = (change.after ?? change.before)!;
    if (one.classify({ sets: [now] }).is !== 'before') differing.push({ name, type, image: now });
  }
  const { rows } = await pool.query(NOT_OURS, [
    data.target.sourceId,
    data.target.zoneKey,
    differing.map(({ name }) => name),
    differing.map(({ type }) => type),
    differing.map((set) => JSON.stringify(set.image)),
  ]);
  return differing.length > 0 && rows.length === 0;
}
