import type { ScopeOutcome } from '../../contract/kinds/sync-runs.ts';
import { finishChanges } from '../../model/changes/finish.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { type Client, inTransaction, type Pool, retriedOnce } from '../../model/database.ts';
import { markDeleted, markGone } from './gone.ts';
import type { Intake } from './intake.ts';
import { merge } from './merge.ts';
import { type ScopeLease, titleSql } from './scope-lease.ts';
import { LeaseLost, StagingLost } from './trouble.ts';

export interface ScopeListing {
  lease: ScopeLease;
  intake: Intake;
  startedAt: Date;
  /** Keys that the provider itself calls deleted. */
  deleted: { keys: string[]; observedAt: Date }[];
  malformed: { key: string | null; reason: string }[];
  /** The connector's word that everything was listed, and the provider's own total where there is one. */
  complete: boolean;
  count?: number;
  error: string | null;
}

/**
 * One READ COMMITTED transaction for one scope: merge, history, gone, clusters, links, findings, counts, freshness, the note to listeners.
 * Lock order, everywhere: scope lease, kind rows by id, gone, link lock, links, findings.
 */
export async function commitScope(
  pool: Pool,
  run: { id: string; realm: string; sourceId: string; intervalSeconds: number },
  listing: ScopeListing,
): Promise<ScopeOutcome> {
  await listing.intake.landed();
  listing.malformed.push(...listing.intake.refused);
  const outcome = await retriedOnce(() => inTransaction(pool, (client) => mergeListing(client, run, listing)));
  await listing.intake.takeVolatile();
  return outcome;
}

async function mergeListing(
  client: Client,
  run: { id: string; realm: string; sourceId: string; intervalSeconds: number },
  { lease, intake, startedAt, deleted, malformed, ...listing }: ScopeListing,
): Promise<ScopeOutcome> {
  await openWorkspace(client);
  await holdLease(client, lease, run);
  const { distinctSeen, repeated } = await countWhatArrived(client, run.id, lease.scopeId, intake);

  const wholeness = incompleteBecause({ ...listing, malformed: malformed.length, repeated, listed: intake.listed });
  const target = { kind: intake.kind, runId: run.id, scopeId: lease.scopeId, realm: run.realm, sourceId: run.sourceId };
  const merged = await merge(client, target, { known: intake.staged - intake.unknown, unknown: intake.unknown });
  let gone = 0;
  for (const { keys, observedAt } of deleted) gone += await markDeleted(client, target, keys, observedAt);
  let held = 0;
  if (wholeness === null) {
    const marked = await markGone(client, {
      ...target,
      scope: lease.scope,
      scopeTitle: lease.title,
      listed: intake.listed,
      distinctSeen,
      created: merged.created,
      startedAt,
    });
    gone += marked.gone;
    held = marked.held;
  }
  await finishChanges(client, run.id, merged.created + merged.updated + gone > 0 ? [intake.kind.name] : []);
  // Once its object is there it is called by that: the runs of a host's first pull tell its name too.
  const { rows } = await client.query<{ title: string }>(
    `UPDATE scopes SET
       title = ${titleSql(intake.kind.name)},
       listed_at = CASE WHEN $2 THEN $3 ELSE listed_at END,
       stale_at = CASE WHEN $2 THEN $3 + make_interval(secs => 2 * $4 + 60) ELSE stale_at END,
       row_count = row_count + $5 - $6, last_error = $7, lease_run = NULL, lease_until = NULL
     WHERE id = $1
    RETURNING coalesce(title, name) AS title`,
    [lease.scopeId, wholeness === null, startedAt, run.intervalSeconds, merged.created, gone, wholeness],
  );
  return {
    kind: intake.kind.name,
    scope: lease.scope,
    scopeTitle: rows[0]!.title,
    complete: wholeness === null,
    listed: intake.listed,
    ...merged,
    gone,
    held,
    malformed: malformed.length,
    error: wholeness,
  };
}

/** A run that lost its lease, or whose source was removed, writes nothing. */
async function holdLease(client: Client, lease: ScopeLease, run: { id: string; sourceId: string }) {
  const { rows } = await client.query(
    `SELECT 1 FROM scopes s JOIN sources o ON o.id = s.source_id AND o.removed_at IS NULL
      WHERE s.id = $1 AND s.lease_run = $2 AND s.fence = $3 FOR UPDATE OF s FOR SHARE OF o`,
    [lease.scopeId, run.id, lease.fence],
  );
  if (!rows.length) throw new LeaseLost(lease.title);
}

/**
 * Staging is unlogged: a crash of PostgreSQL empties it, and a run that goes on would call a short listing complete.
 * So what is there must be what was counted on the way in.
 */
export async function countWhatArrived(client: Client, runId: string, scopeId: number, intake: Intake) {
  const { rows } = await client.query<{ seen: number; distinct_seen: number; staged: number; distinct_staged: number }>(
    `SELECT count(*) AS seen, count(DISTINCT id) AS distinct_seen,
            (SELECT count(*) FROM stage_${intake.kind.name} WHERE run_id = $1 AND scope_id = $2) AS staged,
            (SELECT count(DISTINCT key) FROM stage_${intake.kind.name} WHERE run_id = $1 AND scope_id = $2) AS distinct_staged
       FROM seen WHERE run_id = $1 AND scope_id = $2`,
    [runId, scopeId],
  );
  const { seen, distinct_seen: distinctSeen, staged, distinct_staged: distinctStaged } = rows[0]!;
  if (seen !== intake.seen || staged !== intake.staged) throw new StagingLost({ seen, staged }, intake);
  const repeated = seen - distinctSeen + (staged - distinctStaged);
  if (staged > distinctStaged)
    await client.query(
      `DELETE FROM stage_${intake.kind.name} a USING stage_${intake.kind.name} b
        WHERE a.run_id = $1 AND a.scope_id = $2 AND b.run_id = $1 AND b.scope_id = $2 AND a.key = b.key AND a.n < b.n`,
      [runId, scopeId],
    );
  return { distinctSeen, repeated };
}

/** Why this listing must not be taken for everything there is. null: it may. */
function incompleteBecause(listing: {
  complete: boolean;
  count?: number;
  error: string | null;
  malformed: number;
  repeated: number;
  listed: number;
}): string | null {
  if (listing.error) return listing.error;
  if (!listing.complete) return 'the listing broke off';
  if (listing.malformed) return `${listing.malformed} rows could not be read`;
  if (listing.repeated) return `${listing.repeated} rows came twice: the pages shifted while they were read`;
  if (listing.count !== undefined && listing.count !== listing.listed)
    return `the provider counts ${listing.count}, the listing had ${listing.listed}`;
  return null;
}
