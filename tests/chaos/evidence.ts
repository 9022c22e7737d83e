import type { LoggedRequest } from '../../lab/request-log.ts';
import type { Pool } from '../../model/database.ts';
import type { ForeignWrite } from './place.ts';

/** How many lines of it are told. */
const MOST = 60;

/** What the audit, the journal, the provider and somebody else say of the zones that a complaint names, in the order of time. */
export async function evidenceOf(
  db: Pool,
  complaint: string,
  { requests, foreign }: { requests: readonly LoggedRequest[]; foreign: readonly ForeignWrite[] },
): Promise<string[]> {
  const named = (zone: string | undefined) => zone !== undefined && complaint.includes(zone.replace(/\.$/, ''));
  const { rows } = await db.query<{ at: number; zone: string; line: string }>(
    `SELECT extract(epoch FROM a.at)::float8 * 1000 AS at, s.step -> 'target' ->> 'zone' AS zone,
            format('audit    plan %s, step %s: %s %s; the step is %s now, attempt %s, deadline %s, error %s, left %s, sets %s', p.number, s.n, a.action,
                   a.after, s.state, s.attempt, s.deadline, s.error, s.left_behind -> 'sets', s.step -> 'sets') AS line
       FROM audit a
       JOIN plans p ON p.id = a.plan_id
       JOIN plan_steps s ON s.plan_id = p.id AND a.object_name LIKE '%: step ' || s.n || ', %'
      ORDER BY a.number`,
  );
  return [
    ...rows.filter(({ zone }) => named(zone)),
    ...requests
      .filter(({ where }) => named(where))
      .map(({ at, operation, status, parameters }) => ({
        at,
        line: `outside  ${operation} ${JSON.stringify(parameters)} → ${status || 'no answer'}`,
      })),
    ...foreign
      .filter(({ zone }) => named(zone))
      .map(({ from, to, set, lines }) => ({
        at: from,
        line: `somebody ${set} = ${lines.join(', ') || 'nothing'}, over at ${timeOf(to)}`,
      })),
  ]
    .toSorted((a, b) => a.at - b.at)
    .slice(-MOST)
    .map(({ at, line }) => `${timeOf(at)} ${line}`);
}

const timeOf = (at: number) => new Date(at).toISOString().slice(11, 23);
