import { z } from 'zod';
import { recordSetImage } from '../../contract/plans/record-set-shape.ts';
import { seenAs, seenFields, type SeenTarget } from '../../contract/plans/seen.ts';
import type { Queryable } from '../../model/database.ts';
import type { StepRow } from '../../model/plans/step-row.ts';
import { type ModelSet, modelSets, type Numbered } from './seen-sets.ts';

const dnsImage = z.object({ sets: z.array(recordSetImage.nullable()) });

interface Left {
  leftBehind: unknown;
  finishedAt: string | null;
}

/**
 * What is there now of steps that wait for a person: as the step has left it, or as the model has seen it since, by a pull or an event.
 * @returns by the step's number; none for a step of which nobody could look
 */
export async function readSeen(
  db: Queryable,
  planId: string,
  rows: readonly Pick<StepRow, 'n' | 'step' | 'state'>[],
): Promise<Map<number, SeenTarget[]>> {
  const unsure = rows.filter(({ state }) => state === 'unsure');
  if (unsure.length === 0) return new Map();
  const left = await leftBehind(db, planId, unsure);
  const writing = unsure.filter((row): row is Numbered & typeof row => row.step.type === 'dns.write-record-sets');
  const model = await modelSets(db, writing);
  return new Map(
    unsure.flatMap(({ n, step }): [number, SeenTarget[]][] => {
      const one = left.get(n)!;
      const seen =
        step.type === 'dns.write-record-sets'
          ? seenSets({ n, step }, one, (place) => model(n, place))
          : ofThePanel(step, one);
      return seen === null ? [] : [[n, seen]];
    }),
  );
}

async function leftBehind(db: Queryable, planId: string, steps: readonly { n: number }[]): Promise<Map<number, Left>> {
  const { rows } = await db.query<Left & { n: number }>(
    `SELECT n, left_behind AS "leftBehind", finished_at AS "finishedAt" FROM plan_steps WHERE plan_id = $1 AND n = ANY ($2::int[])`,
    [planId, steps.map(({ n }) => n)],
  );
  return new Map(rows.map((row) => [row.n, row]));
}

/** Every set or none: half an answer looks like a whole one. */
function seenSets(
  { step }: Numbered,
  { leftBehind: image, finishedAt }: Left,
  inModel: (place: number) => ModelSet | undefined,
): SeenTarget[] | null {
  const left = dnsImage.safeParse(image).data;
  const seen: SeenTarget[] = [];
  for (const [place, { id, before, after }] of step.sets.entries()) {
    const known = inModel(place);
    // What the model saw before the write was tried tells nothing of it.
    const later = known !== undefined && finishedAt !== null && Date.parse(finishedAt) < Date.parse(known.seenAt);
    if (!later && !left) return null;
    const { name, type } = (after ?? before)!;
    seen.push(
      seenAs(
        { kind: 'record_sets', id, name: `${name} ${type}`, at: later ? known.seenAt : finishedAt! },
        {
          before: seenFields(before),
          wanted: seenFields(after),
          now: seenFields(later ? known.image : (left!.sets[place] ?? null)),
        },
      ),
    );
  }
  return seen;
}

const yes = (is: boolean) => (is ? 'yes' : 'no');

function ofThePanel(step: StepRow['step'], { leftBehind: image, finishedAt: at }: Left): SeenTarget[] | null {
  if (at === null) return null;
  if (step.type === 'source.set-mode' && typeof image === 'string')
    return [
      seenAs(
        { kind: 'sources', id: step.target.sourceId, name: step.target.sourceName, at },
        { before: { mode: step.before }, wanted: { mode: step.after }, now: { mode: image } },
      ),
    ];
  const adopted = z.array(z.boolean()).safeParse(image).data;
  if (step.type !== 'object.adopt' || !adopted) return null;
  return step.objects.map(({ kind, id, name }, place) =>
    seenAs(
      { kind, id, name, at },
      {
        before: { adopted: yes(!step.adopt) },
        wanted: { adopted: yes(step.adopt) },
        now: { adopted: yes(adopted[place] ?? false) },
      },
    ),
  );
}
