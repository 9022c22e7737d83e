import { contentsOf, type RecordSetImage } from '../../contract/plans/record-set-image.ts';
import type { RecordSetChange } from '../../contract/plans/steps.ts';
import type { Pool } from '../../model/database.ts';
import type { ZoneSets } from '../faults/outside-zone.ts';
import type { ForeignWrite } from './place.ts';

/** What a set may be by a write of it: values with their ttl, a line each; none at all where it is gone. */
interface Written {
  lines: string[];
  /** When it may have happened first; nothing that was over before can have come after it. */
  from: number;
  to: number;
  /** It was done; else it may have been. */
  sure: boolean;
  by: string;
}

interface SentStep {
  number: number;
  n: number;
  state: string;
  sets: RecordSetChange[];
  left: (RecordSetImage | null)[] | null;
  from: number;
  to: number;
}

/** A line a record, in words that both providers and the model share. */
export const linesOf = (records: readonly { content: string; ttl: number | null }[]): string[] =>
  records.map(({ content, ttl }) => `${content.replace(/\.$/, '')} ${ttl}`).toSorted();

const imageLines = (image: RecordSetImage | null): string[] =>
  image === null ? [] : linesOf(contentsOf(image).map((content) => ({ content, ttl: ttlOf(image, content) })));
const ttlOf = (image: RecordSetImage, content: string) =>
  image.values.find((value) => value.content === content)?.own?.ttl ?? image.ttl;

/** As `OutsideZone.sets` has them. */
export const outsideLines = (lines: readonly string[] = []): string[] =>
  linesOf(
    lines
      .map((line) => JSON.parse(line) as [string, number])
      .filter(([content]) => content !== 'comment')
      .map(([content, ttl]) => ({ content, ttl })),
  );

/**
 * Each set outside is what a plan has last left there, by its journal, or what somebody else has written last: a write that was over before another one
 * began is not the last. @returns a line for each set that is something else
 */
export async function lastWriterComplaints(
  db: Pool,
  zone: { name: string; first: ZoneSets; now: ZoneSets },
  foreign: readonly ForeignWrite[],
): Promise<string[]> {
  const writes = new Map<string, Written[]>();
  const add = (set: string, written: Written) => writes.set(set, [...(writes.get(set) ?? []), written]);
  for (const set of Object.keys({ ...zone.first, ...zone.now }))
    add(set, { lines: outsideLines(zone.first[set]), from: 0, to: 0, sure: true, by: 'as it was first' });
  for (const { set, lines, from, to } of foreign.filter((one) => one.zone === zone.name))
    add(set, { lines, from, to, sure: true, by: 'somebody else' });
  for (const step of await sentSteps(db, zone.name))
    step.sets.forEach(({ before, after }, place) => {
      const { name, type } = (after ?? before)!;
      const by = `step ${step.n} of plan ${step.number}, ${step.state}`;
      const when = { from: step.from, to: step.to, by };
      if (step.state === 'applied')
        add(`${name} ${type}`, { ...when, lines: imageLines(step.left?.[place] ?? null), sure: true });
      // Refused, or never done: the journal says so.
      else if (step.state !== 'failed')
        for (const image of [after, ...(step.left ? [step.left[place] ?? null] : [])])
          add(`${name} ${type}`, { ...when, lines: imageLines(image), sure: false });
    });
  return [...writes].flatMap(([set, all]) => {
    const possible = all.filter((one) => !all.some((other) => other.sure && other.from > one.to));
    const is = JSON.stringify(outsideLines(zone.now[set]));
    if (possible.some(({ lines }) => JSON.stringify(lines) === is)) return [];
    const last = possible.map(({ by, lines }) => `${JSON.stringify(lines)} by ${by}`).join(', or ');
    return [`${set} is ${is} outside, and should be ${last}`];
  });
}

/** Steps of a zone that were sent at least once, from their first record to what was recorded of how they came out. */
async function sentSteps(db: Pool, zone: string): Promise<SentStep[]> {
  const { rows } = await db.query<SentStep>(
    `SELECT p.number, s.n, s.state, s.step -> 'sets' AS sets, s.left_behind -> 'sets' AS left,
            extract(epoch FROM a.first)::float8 * 1000 AS from, extract(epoch FROM coalesce(s.finished_at, now()))::float8 * 1000 AS to
       FROM plan_steps s
       JOIN plans p ON p.id = s.plan_id
      CROSS JOIN LATERAL (
        SELECT min(x.at) AS first FROM audit x
         WHERE x.plan_id = s.plan_id AND x.action = 'plans.write' AND x.object_name LIKE '%: step ' || s.n || ', %') a
      WHERE s.step ->> 'type' = 'dns.write-record-sets' AND s.step -> 'target' ->> 'zone' = $1 AND a.first IS NOT NULL`,
    [zone],
  );
  return rows;
}
