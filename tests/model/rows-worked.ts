import { openPool, type Pool } from '../../model/database.ts';

/** A statement that changed or read rows, and how many rows its plan took into the hand: those that came out of a step and those that a step threw away. */
export interface Worked {
  statement: string;
  rows: number;
}

interface Plan {
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Plan[];
  [measure: string]: unknown;
}

interface Statement {
  text: string;
  values?: unknown;
}

const REMOVED = ['Rows Removed by Filter', 'Rows Removed by Join Filter', 'Rows Removed by Index Recheck'];

function rowsOf(plan: Plan): number {
  const removed = REMOVED.reduce((sum, name) => sum + Number(plan[name] ?? 0), 0);
  const own = (plan['Actual Rows'] + removed) * plan['Actual Loops'];
  return (plan.Plans ?? []).reduce((sum, part) => sum + rowsOf(part), own);
}

/**
 * A pool that asks of every statement within a transaction, before it runs it, what it costs here and now: the plan that the statement really has, with the
 * statistics that there really are at that point of a pull.
 */
export function poolThatCounts(url: string): { pool: Pool; worked: Worked[] } {
  const pool = openPool(url, 4, 'test plans');
  const worked: Worked[] = [];
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => Promise<{ rows: { 'QUERY PLAN': [{ Plan: Plan }] }[] }>; // prettier-ignore
    const counting = async (given: string | Statement, values?: unknown): Promise<unknown> => {
      const { text, values: own } = typeof given === 'string' ? { text: given, values } : given;
      const [first, ...more] = text.split(/;\s*\n/);
      // EXPLAIN takes one statement.
      if (more.length > 0) {
        await counting(first!);
        return counting(more.join(';\n'));
      }
      if (/^\s*(WITH|SELECT|INSERT|UPDATE|DELETE|MERGE)\b/i.test(text)) {
        await query('SAVEPOINT counted');
        const { rows } = await query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, own);
        await query('ROLLBACK TO counted');
        worked.push({ statement: text, rows: rowsOf(rows[0]!['QUERY PLAN'][0].Plan) });
      }
      return query(given, values);
    };
    // The pool's own statements, which belong to no transaction, tell their end to a callback.
    const either = (...given: unknown[]) =>
      typeof given.at(-1) === 'function' ? query(...given) : counting(given[0] as string | Statement, given[1]);
    client.query = either as typeof client.query;
  });
  return { pool, worked };
}
