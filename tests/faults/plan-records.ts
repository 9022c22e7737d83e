import type { LoggedRequest } from '../../lab/request-log.ts';
import { verifyAudit } from '../../model/audit/verify.ts';
import { inTransaction, type Pool } from '../../model/database.ts';
import { TEST_KEY } from '../../model/test-database.ts';

/** Requests that change something outside, by the operation that the lab logs them as → the step that sends them. */
const WRITES: Record<string, string> = {
  'POST /zones/:id/dns_records/batch': 'dns.write-record-sets',
  'PATCH /zones/:id': 'dns.write-record-sets',
  'POST /zones/:id/purge_cache': 'cache.purge',
};

export interface OutsideWrite {
  /** Milliseconds: when it arrived. */
  at: number;
  /** What it was and where: `cache.purge shop.example`. */
  what: string;
  /** 0: it was not answered. */
  status: number;
}

export const writesIn = (requests: readonly LoggedRequest[]): OutsideWrite[] =>
  requests.flatMap(({ at, operation, where = '', status }) =>
    operation in WRITES ? [{ at, status, what: `${WRITES[operation]} ${where.replace(/\.$/, '')}` }] : [],
  );

/** What is wrong with the records of all plans, held against what has arrived outside; a line each, and none when all is well. */
export async function recordComplaints(db: Pool, requests: readonly LoggedRequest[]): Promise<string[]> {
  const { wrong } = await inTransaction(db, (client) => verifyAudit(client, { masterKey: TEST_KEY }));
  return [
    ...(wrong ? [`the audit: ${wrong.what}`] : []),
    ...(await unrecordedWrites(db, writesIn(requests))),
    ...(await told(db, UNLOGGED)),
    ...(await told(db, STRANDED)),
  ];
}

/** Each write that has arrived has a record of its own that was there before it. */
async function unrecordedWrites(db: Pool, writes: readonly OutsideWrite[]): Promise<string[]> {
  const { rows } = await db.query<{ what: string; at: number }>(
    `SELECT regexp_replace(object_name, '^.*: step \\d+, ', '') AS what, extract(epoch FROM at)::float8 * 1000 AS at
       FROM audit WHERE action = 'plans.write' ORDER BY at`,
  );
  const left = new Map<string, number[]>();
  for (const { what, at } of rows) left.set(what, [...(left.get(what) ?? []), at]);
  return writes
    .toSorted((a, b) => a.at - b.at)
    .flatMap(({ what, at }) => {
      const record = left.get(what)?.shift();
      // The lab's clock has milliseconds.
      if (record !== undefined && record <= at + 1) return [];
      return [`a write, ${what}, arrived at ${new Date(at).toISOString()} without a record of its own before it`];
    });
}

const told = async (db: Pool, sql: string) => (await db.query<{ line: string }>(sql)).rows.map(({ line }) => line);

/** Steps whose journal and audit do not say the same: each attempt was recorded, and so was how it came out. (What name servers say of it comes later.) */
const UNLOGGED = `
  SELECT format('step %s of plan %s is %s after %s attempts, and the audit has %s', s.n, p.number, s.state, s.attempt,
                coalesce(a.acts, 'nothing')) AS line
    FROM plan_steps s
    JOIN plans p ON p.id = s.plan_id
    LEFT JOIN LATERAL (
      SELECT string_agg(x.action, ' ' ORDER BY x.number) AS acts, count(*) FILTER (WHERE x.action = 'plans.write') AS writes,
             (array_agg(x.action ORDER BY x.number DESC))[1] AS last
        FROM audit x WHERE x.plan_id = s.plan_id AND x.object_name LIKE '%: step ' || s.n || ', %' AND (x.action = 'plans.write' OR x.action LIKE 'plans.step-%')
         AND x.action <> 'plans.step-verified') a ON true
   WHERE s.attempt <> coalesce(a.writes, 0)
      OR coalesce(a.last, 'none') <> CASE s.state WHEN 'waiting' THEN 'none' WHEN 'sent' THEN 'plans.write' ELSE 'plans.step-' || s.state END`;

/** Plans of which nobody will ever do more. */
const STRANDED = `
  SELECT format('plan %s is %s, and no work is due for it', p.number, p.state) AS line
    FROM plans p
   WHERE p.state IN ('applying', 'checking')
     AND NOT EXISTS (SELECT FROM due_work w WHERE w.subject_id = p.id AND w.done_at IS NULL AND w.task IN ('apply-plan', 'check-plan'))`;
