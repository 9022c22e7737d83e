import type { Client } from '../database.ts';
import { inOneTrip, TripFailed } from '../one-trip.ts';
import { findingRules } from './all.ts';
import type { Finding, Groundwork } from './finding.ts';
import { waitedEnough } from './waiting.ts';

const hop = (from: string) => `
  SELECT to_kind AS kind, to_id AS id FROM links WHERE from_id IN (SELECT id FROM ${from})
  UNION SELECT from_kind, from_id FROM links WHERE to_id IN (SELECT id FROM ${from})`;
/** What pointed at a machine while it ran: it tells its addresses only then, and whether they are nobody's is another question when it runs again. */
const POINTED_AT_MACHINES = `
  SELECT from_kind, from_id FROM links_history WHERE to_id IN (SELECT id FROM self WHERE kind = 'virtual_machines')`;
/** Objects that a change may concern: those touched and the ends of links that differ; then what these are linked to, once or twice. */
const REACH = `
  DELETE FROM reached;
  INSERT INTO reached (kind, id, hops)
  WITH self AS MATERIALIZED (SELECT kind, id FROM touched UNION SELECT kind, id FROM linked),
  near AS MATERIALIZED (${hop('self')} UNION ${POINTED_AT_MACHINES}),
  far AS MATERIALIZED (${hop('near')})
  SELECT kind, id, min(hops) FROM (
    SELECT kind, id, 0 AS hops FROM self UNION ALL SELECT kind, id, 1 FROM near UNION ALL SELECT kind, id, 2 FROM far) r GROUP BY kind, id;
  ANALYZE reached`;
const HOPS: Record<Finding['reach'], number> = { self: 0, near: 1, far: 2, time: 0 };
const reachedBy = ({ reach }: { reach: Finding['reach'] }) => `(SELECT id FROM reached WHERE hops <= ${HOPS[reach]})`;

interface Judgement {
  /** All subjects, not only those that changes may concern. */
  everything: boolean;
  /** Everything has been seen now for the first time: there is nothing to settle. */
  first?: boolean;
}

/**
 * Wanted against present, as with links. What ends is closed, and forgotten if it was never told; what is new waits as `pending` until it has lasted,
 * else it opens; what closed and is back is a finding of its own with `reopened` set.
 */
function statement(finding: Finding, { everything, first }: Judgement): string {
  const waits = waitedEnough(first ? { ...finding, settles: undefined } : finding);
  const among = everything ? 'true' : `${finding.alias}.id IN ${reachedBy(finding)}`;
  const present = everything ? 'true' : `subject_id IN ${reachedBy(finding)}`;
  const opens = waits ?? 'true';
  return `
  WITH want AS MATERIALIZED (${finding.select.replaceAll('{{among}}', among)}),
  have AS MATERIALIZED (SELECT id, subject_id, state FROM findings WHERE rule = $1 AND state <> 'closed' AND ${present}),
  before AS MATERIALIZED (
    SELECT subject_id, max(closed_at) AS closed_at FROM findings
     WHERE rule = $1 AND state = 'closed' AND subject_id IN (SELECT subject_id FROM want) GROUP BY subject_id),
  forgotten AS (
    DELETE FROM findings f USING have h
     WHERE f.id = h.id AND h.state = 'pending' AND h.subject_id NOT IN (SELECT subject_id FROM want)
    RETURNING f.id, f.cluster_id, f.subject_kind, f.subject_id),
  closed AS (
    UPDATE findings f SET state = 'closed', closed_at = clock_timestamp(), changed_at = clock_timestamp()
      FROM have h WHERE f.id = h.id AND h.state = 'open' AND h.subject_id NOT IN (SELECT subject_id FROM want)
    RETURNING f.id, f.cluster_id, f.subject_kind, f.subject_id),
  kept AS (
    UPDATE findings f
       SET title = w.title, reason = w.reason, involved = w.involved, cluster_id = w.cluster_id, subject_name = w.subject_name,
           state = CASE WHEN ${opens} THEN 'open' ELSE f.state END,
           opened_at = CASE WHEN f.opened_at IS NULL AND ${opens} THEN clock_timestamp() ELSE f.opened_at END,
           changed_at = clock_timestamp()
      FROM want w JOIN have h USING (subject_id)
     WHERE f.id = h.id
       AND ((f.title, f.reason, f.involved, f.cluster_id, f.subject_name) IS DISTINCT FROM (w.title, w.reason, w.involved, w.cluster_id, w.subject_name)
            OR (f.state = 'pending' AND ${opens}))
    RETURNING f.id, f.cluster_id, f.subject_kind, f.subject_id),
  opened AS (
    INSERT INTO findings (id, cluster_id, rule, severity, state, title, reason, subject_kind, subject_id, subject_name, involved, since, opened_at, reopened)
    SELECT gen_random_uuid(), w.cluster_id, $1, $2, ${waits ? `'pending'` : `'open'`}, w.title, w.reason, $3, w.subject_id, w.subject_name,
           w.involved, clock_timestamp(), ${waits ? 'NULL' : 'clock_timestamp()'},
           before.closed_at
      FROM want w LEFT JOIN before USING (subject_id)
     WHERE w.subject_id NOT IN (SELECT subject_id FROM have)
    ON CONFLICT DO NOTHING
    RETURNING id, cluster_id, subject_kind, subject_id),
  changed AS (
    SELECT *, 'l' AS op FROM forgotten UNION ALL SELECT *, 'l' FROM closed UNION ALL SELECT *, 'l' FROM kept
    UNION ALL SELECT *, 'i' FROM opened)
  INSERT INTO run_changes (run_id, kind, id, op, cluster_id)
  SELECT $4::uuid, 'findings', id, op::"char", cluster_id FROM changed
  UNION ALL SELECT $4::uuid, subject_kind, subject_id, 'l'::"char", cluster_id FROM changed
  RETURNING 1`;
}

const groundworkStatement = ({ table, alias, reach, select }: Groundwork, everything: boolean) => `
  DELETE FROM ${table};
  INSERT INTO ${table} ${select.replaceAll('{{among}}', everything ? 'true' : `${alias}.id IN ${reachedBy({ reach })}`)}`;

const values = (finding: Finding, runId: string) => [finding.rule, finding.severity, finding.subject, runId];

/** Whether some enabled source has no run in one of these states. */
async function someSourceHasNo(client: Client, states: readonly string[]): Promise<boolean> {
  const { rows } = await client.query<{ some: boolean }>(
    `SELECT EXISTS (
       SELECT FROM sources s WHERE s.enabled AND s.removed_at IS NULL
          AND NOT EXISTS (SELECT FROM sync_runs r WHERE r.source_id = s.id AND r.state = ANY ($1) AND r.trigger <> 'event')) AS some`,
    [states],
  );
  return rows[0]!.some;
}

const WHOLE = ['complete', 'held'];
const ENDED = [...WHOLE, 'partial', 'failed', 'lost'];

/** Enabled sources that were never pulled to an end. Until they are, half of the estate is unknown, and nothing can be said to be missing. */
const someSourceIsUnseen = (client: Client) => someSourceHasNo(client, ENDED);

/** All rules in one message: each by itself takes no longer than the way there and back. @returns how many changes are told of */
async function judge(client: Client, rules: readonly Finding[], runId: string, judgement: Judgement): Promise<number> {
  const { everything } = judgement;
  for (const groundwork of new Set(rules.flatMap(({ needs }) => needs ?? [])))
    await client.query(groundworkStatement(groundwork, everything));
  const changed = await inOneTrip(
    client,
    rules.map((one) => ({ text: statement(one, judgement), values: values(one, runId) })),
  ).catch((error: unknown) => {
    throw error instanceof TripFailed ? error.cause : error;
  });
  return changed.reduce((sum, rows) => sum + rows.length, 0);
}

/**
 * After changes: every rule whose subjects they may concern. Run ids say under which the changes are told to listeners.
 * While a source is being read for the first time nothing is judged: `judgeFirst` follows.
 */
export async function refreshFindings(
  client: Client,
  { everything, runId }: { everything: boolean; runId: string },
): Promise<void> {
  if (await someSourceIsUnseen(client)) return;
  await client.query(REACH);
  const { rows } = await client.query<{ kind: string; hops: number }>(
    'SELECT kind, min(hops) AS hops FROM reached GROUP BY kind',
  );
  const nearest = new Map(rows.map(({ kind, hops }) => [kind, hops]));
  // A rule costs a millisecond to plan even where nothing can have changed for it.
  const concerned = findingRules.filter(
    ({ reach, subject }) => reach !== 'time' && (everything || (nearest.get(subject) ?? Infinity) <= HOPS[reach]),
  );
  await judge(client, concerned, runId, { everything });
}

/** After the first pull of a source. Does nothing while another source is still unseen; what settles waits unless all of them were seen whole. */
export async function judgeFirst(client: Client, runId: string): Promise<number> {
  if (await someSourceIsUnseen(client)) return 0;
  const first = !(await someSourceHasNo(client, WHOLE));
  return judge(client, findingRules, runId, { everything: true, first });
}

const openWaited = (waited: string) => `
  WITH opened AS (
    UPDATE findings f SET state = 'open', opened_at = clock_timestamp(), changed_at = clock_timestamp()
     WHERE rule = $1 AND state = 'pending' AND ${waited}
    RETURNING id, cluster_id, subject_kind, subject_id)
  INSERT INTO run_changes (run_id, kind, id, op, cluster_id)
  SELECT $2::uuid, 'findings', id, 'i'::"char", cluster_id FROM opened
  UNION ALL SELECT $2::uuid, subject_kind, subject_id, 'l'::"char", cluster_id FROM opened`;

/** Findings that have waited long enough, and conditions that come and go with the clock. Returns how many rows changed. */
export async function sweepFindings(client: Client, runId: string): Promise<number> {
  let changed = 0;
  for (const one of findingRules) {
    const waited = waitedEnough(one);
    if (waited) changed += (await client.query(openWaited(waited), [one.rule, runId])).rowCount ?? 0;
  }
  return (
    changed +
    (await judge(
      client,
      findingRules.filter((one) => one.reach === 'time'),
      runId,
      { everything: true },
    ))
  );
}

/** Everything, from scratch: nightly, and after a rule of a cluster has changed. */
export async function recomputeFindings(client: Client, runId: string): Promise<number> {
  return (await someSourceIsUnseen(client)) ? 0 : judge(client, findingRules, runId, { everything: true });
}
