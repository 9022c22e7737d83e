import { versionStatement } from '../../model/changes/versions.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import type { Client, Queryable } from '../../model/database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { brake } from './brakes.ts';
import type { MergeTarget } from './merge.ts';

/** Marks rows gone: what chooses them is SQL over `t`. $1 run, $2 scope, $3 ids. */
export const goneStatement = (kind: string, where: string) =>
  versionStatement(kindNamed(kind), {
    pick: `${kind} t WHERE t.gone_at IS NULL AND ${where}`,
    set: 'gone_at = n.version_at, run_id = $1',
    op: 'g',
    run: '$1::uuid',
    scope: '$2::integer',
  });

interface Listing extends MergeTarget {
  scope: string;
  scopeTitle: string;
  listed: number;
  distinctSeen: number;
  created: number;
  startedAt: Date;
}

/** Live rows that the listing should have had: seen before it began, and neither seen in it nor written by it. */
const ABSENT = (kind: string) => `
  SELECT t.id FROM ${kind} t
   WHERE t.scope_id = $1 AND t.gone_at IS NULL AND t.observed_at < $2
     AND NOT EXISTS (SELECT FROM seen WHERE seen.run_id = $3 AND seen.scope_id = $1 AND seen.id = t.id)`;

/**
 * After a complete listing: rows absent for the second time go, unless a brake holds them for a person.
 * Returns how many went and how many are held.
 */
export async function markGone(client: Client, listing: Listing): Promise<{ gone: number; held: number }> {
  const { kind, scopeId, runId } = listing;
  const live = await count(client, `SELECT count(*) FROM ${kind.name} WHERE scope_id = $1 AND gone_at IS NULL`, [
    scopeId,
  ]);
  // Everything live is either seen or new: nobody is absent, and the anti-join (1 µs a row) can be spared.
  if (listing.distinctSeen + listing.created === live) {
    await client.query('DELETE FROM missing WHERE scope_id = $1', [scopeId]);
    await passHold(client, listing);
    return { gone: 0, held: 0 };
  }

  const { rows } = await client.query<{ id: string }>(
    `WITH absent AS MATERIALIZED (${ABSENT(kind.name)}),
     back AS (DELETE FROM missing m WHERE m.scope_id = $1 AND m.id NOT IN (SELECT id FROM absent)),
     fresh AS (INSERT INTO missing (scope_id, id, run_id) SELECT $1, id, $3 FROM absent ON CONFLICT DO NOTHING)
     SELECT a.id FROM absent a JOIN missing m ON m.scope_id = $1 AND m.id = a.id AND m.run_id <> $3
      WHERE NOT EXISTS (
        SELECT FROM held_changes h WHERE h.source_id = $4 AND h.kind = $5 AND h.scope = $6 AND h.state = 'kept' AND a.id = ANY (h.ids))`,
    [scopeId, listing.startedAt, runId, listing.sourceId, kind.name, listing.scope],
  );
  const going = rows.map((row) => row.id);
  const goneToday = await count(
    client,
    `SELECT count(*) FROM ${kind.name} WHERE scope_id = $1 AND gone_at > now() - interval '24 hours'`,
    [scopeId],
  );
  const stop = brake({
    live,
    going: going.length,
    goneToday,
    listed: listing.listed,
    areParents: kind.holds !== undefined,
  });
  if (stop) {
    await hold(client, listing, stop, going);
    return { gone: 0, held: going.length };
  }
  await passHold(client, listing);
  if (!going.length) return { gone: 0, held: 0 };
  const { rowCount } = await client.query(goneStatement(kind.name, 't.id = ANY ($3::uuid[])'), [runId, scopeId, going]);
  await client.query('DELETE FROM missing WHERE scope_id = $1 AND id = ANY ($2::uuid[])', [scopeId, going]);
  return { gone: rowCount ?? 0, held: 0 };
}

/**
 * Rows that the provider itself calls deleted go at once, whatever the rest of the listing was like: those of the scope that says so, for a machine
 * that was moved to another host and then removed from the first one lives on.
 */
export async function markDeleted(
  client: Client,
  target: MergeTarget,
  keys: string[],
  observedAt: Date,
): Promise<number> {
  if (!keys.length) return 0;
  const { rowCount } = await client.query(
    goneStatement(
      target.kind.name,
      `t.scope_id = $2 AND t.realm = $3 AND t.key = ANY ($4::text[]) AND t.observed_at <= $5`,
    ),
    [target.runId, target.scopeId, target.realm, keys, observedAt],
  );
  return rowCount ?? 0;
}

interface HoldTarget {
  sourceId: string;
  scopeId: number | null;
  kind: { name: string };
  scope: string;
  scopeTitle: string;
  runId: string;
}

export async function hold(
  client: Queryable,
  { sourceId, scopeId, kind, scope, scopeTitle, runId }: HoldTarget,
  { reason, detail }: { reason: string; detail: string },
  ids: string[],
): Promise<void> {
  await client.query(
    `INSERT INTO held_changes (id, source_id, scope_id, kind, scope, scope_title, reason, detail, ids, state, run_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10)
     ON CONFLICT (source_id, kind, scope) WHERE state = 'open'
     DO UPDATE SET scope_title = excluded.scope_title, reason = excluded.reason, detail = excluded.detail, ids = excluded.ids, run_id = excluded.run_id`,
    [uuidv7(), sourceId, scopeId, kind.name, scope, scopeTitle, reason, detail, ids, runId],
  );
}

/**
 * What was held has come back, or is no longer much: nobody needs to decide any more. What was kept and has come back is
 * asked about again should it vanish another time.
 */
async function passHold(client: Client, { sourceId, scopeId, kind, scope }: Listing) {
  await client.query(
    `UPDATE held_changes h SET state = 'passed', decided_at = coalesce(decided_at, now())
      WHERE source_id = $1 AND kind = $2 AND scope = $3
        AND (state = 'open' OR state = 'kept' AND NOT EXISTS (SELECT FROM missing m WHERE m.scope_id = $4 AND m.id = ANY (h.ids)))`,
    [sourceId, kind.name, scope, scopeId],
  );
}

async function count(client: Client, sql: string, values: unknown[]): Promise<number> {
  const { rows } = await client.query<{ count: number }>(sql, values);
  return rows[0]!.count;
}
