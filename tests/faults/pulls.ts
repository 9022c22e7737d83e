import { sourceInput } from '../../contract/api/sources.ts';
import { syncedKinds } from '../../contract/kinds/all.ts';
import type { ScopeOutcome } from '../../contract/kinds/sync-runs.ts';
import type { SystemName } from '../../contract/systems/all.ts';
import { inTransaction, type Pool } from '../../model/database.ts';
import { createSource } from '../../model/panel/sources.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { until } from './estate.ts';

/** Longer than any try again after trouble, so that those are asked for. */
const INTERVAL_S = 600;

/** As the panel adds one, but pulled only when a test asks for it. */
export async function addSource(
  db: Pool,
  name: string,
  system: SystemName,
  settings: Record<string, unknown>,
): Promise<string> {
  const input = sourceInput.parse({ name, system, settings, intervalSeconds: INTERVAL_S });
  return inTransaction(db, async (client) => {
    const id = await createSource({ db: client, masterKey: TEST_KEY }, input);
    await client.query(`UPDATE due_work SET ${PUT_OFF} WHERE task = 'pull' AND subject_id = $1`, [id]);
    return id;
  });
}

const PUT_OFF = `due_at = now() + interval '1 day'`;

export interface PullResult {
  sourceId: string;
  state: string;
  error: string | null;
  errorType: string | null;
  malformed: number;
  held: number;
  gone: number;
  scopes: ScopeOutcome[];
  /** Seconds from the end of the run to when the worker would have tried again. */
  againIn: number;
}

/** Pulls these sources once, now, and waits for the end. What the worker would then do by itself is told, and put off. */
export async function pullOnce(db: Pool, sourceIds: string[]): Promise<PullResult[]> {
  await beginPulls(db, sourceIds);
  return pullsEnded(db, sourceIds);
}

export async function beginPulls(db: Pool, sourceIds: string[]): Promise<void> {
  await until('no pull is under way', async () => {
    const { rows } = await db.query(`SELECT 1 FROM due_work WHERE task = 'pull' AND lease_until > now()`);
    return rows.length === 0;
  });
  await db.query(
    `UPDATE due_work SET due_at = now(), attempts = 0, lease_until = NULL, params = params || jsonb_build_object('asked', fence)
      WHERE task = 'pull' AND subject_id = ANY ($1)`,
    [sourceIds],
  );
  await db.query(`SELECT pg_notify('due', '')`);
}

export async function pullsEnded(db: Pool, sourceIds: string[]): Promise<PullResult[]> {
  const ended = new Map<string, PullResult>();
  await until('the pulls have ended', async () => {
    for (const result of await justEnded(db, sourceIds)) ended.set(result.sourceId, result);
    return sourceIds.every((id) => ended.has(id));
  });
  return sourceIds.map((id) => ended.get(id)!);
}

/** Tells of the pulls that have ended since they were asked for, once, and puts off the next. */
async function justEnded(db: Pool, sourceIds: string[]): Promise<PullResult[]> {
  const { rows } = await db.query<PullResult>(
    `WITH ended AS MATERIALIZED (
       SELECT id, subject_id, due_at FROM due_work
        WHERE task = 'pull' AND subject_id = ANY ($1) AND lease_by IS NULL AND fence > (params ->> 'asked')::int FOR UPDATE),
     put_off AS (UPDATE due_work SET ${PUT_OFF}, params = params - 'asked' WHERE id IN (SELECT id FROM ended))
     SELECT DISTINCT ON (r.source_id) r.source_id AS "sourceId", r.state, r.error, r.error_type AS "errorType", r.malformed, r.held, r.gone,
            r.scopes, extract(epoch FROM e.due_at - r.finished_at)::float8 AS "againIn"
       FROM ended e JOIN sync_runs r ON r.source_id = e.subject_id AND r.trigger NOT IN ('event', 'refresh', 'plan') ORDER BY r.source_id, r.started_at DESC`,
    [sourceIds],
  );
  return rows;
}

/** Every live row with the version that it has, every past version, and every link: equal before and after means that nothing was lost or written. */
export async function pictureOf(db: Pool): Promise<Record<string, unknown>> {
  const picture: Record<string, unknown> = {};
  for (const { name } of syncedKinds) {
    const { rows } = await db.query(
      `SELECT count(*) AS live, (SELECT count(*) FROM ${name}_history) AS past,
              md5(string_agg(id || ' ' || key || ' ' || valid_from, ',' ORDER BY id)) AS versions
         FROM ${name} WHERE gone_at IS NULL`,
    );
    picture[name] = rows[0];
  }
  const { rows } = await db.query(
    `SELECT count(*) AS live, md5(string_agg(concat(rule, from_id, to_id, key, valid_from), ',' ORDER BY rule, from_id, to_id, key)) AS versions FROM links`,
  );
  return { ...picture, links: rows[0] };
}

/** Held changes that wait for a person. */
export async function openHolds(
  db: Pool,
): Promise<{ id: string; source_id: string; reason: string; detail: string }[]> {
  const { rows } = await db.query<{ id: string; source_id: string; reason: string; detail: string }>(
    `SELECT id, source_id, reason, detail FROM held_changes WHERE state = 'open' ORDER BY source_id`,
  );
  return rows;
}
