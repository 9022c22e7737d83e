import { finishChanges } from '../../model/changes/finish.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { type Client, inTransaction, type Pool, retriedOnce } from '../../model/database.ts';
import type { Told } from '../systems/system.ts';
import { countWhatArrived } from './commit-scope.ts';
import { markDeleted } from './gone.ts';
import { Intake } from './intake.ts';
import { merge } from './merge.ts';

export interface HeardChanges {
  listed: number;
  created: number;
  updated: number;
  gone: number;
}

interface Hearing {
  runId: string;
  realm: string;
  sourceId: string;
  /** PostgreSQL's clock minus this machine's, in milliseconds. */
  clockOffset: number;
}

/** What was heard of one scope. */
interface ScopeHeard {
  scopeId: number;
  intake: Intake;
  told: Told[];
}

/**
 * Writes what was heard through the same merge as a pull, but of some objects only: nothing else goes, and the scope is no fresher for it.
 * It needs no lease of the scope: a pull that is listing it keeps what was observed later than what it lists, and the two commit one after the other.
 * What follows from changes (links, findings) is asked once for all that was heard, which costs as much as for a part of it.
 * @param heard at most one page of a scope
 */
export async function applyHeard(pool: Pool, hearing: Hearing, heard: readonly Told[]): Promise<HeardChanges> {
  const scopes = await byScope(pool, hearing, heard);
  try {
    for (const { intake, told } of scopes)
      for (const page of told) {
        if (page.type !== 'page') continue;
        await intake.take(page.rows as unknown as Record<string, unknown>[], instant(page, hearing), page.ifFree);
        await intake.landed();
        const refused = intake.refused[0];
        if (refused) throw new Error(`${refused.key}: ${refused.reason}`);
      }
    const written = await retriedOnce(() => inTransaction(pool, (client) => write(client, hearing, scopes)));
    for (const { intake } of scopes) await intake.takeVolatile();
    return written;
  } finally {
    for (const { intake } of scopes) await intake.discard().catch(() => undefined);
  }
}

const instant = ({ observedAt }: Told, { clockOffset }: Hearing) => new Date(observedAt.getTime() + clockOffset);

/** In the order in which their rows are locked. Scopes that were not pulled yet are left out: the pull that is due brings all of them. */
async function byScope(pool: Pool, { sourceId, runId, realm }: Hearing, heard: readonly Told[]): Promise<ScopeHeard[]> {
  const { rows } = await pool.query<{ id: number; kind: Told['kind']; name: string }>(
    `SELECT s.id, s.kind, s.name FROM scopes s
      WHERE s.source_id = $1 AND (s.kind, s.name) IN (SELECT * FROM unnest($2::text[], $3::text[])) ORDER BY s.id`,
    [sourceId, heard.map(({ kind }) => kind), heard.map(({ scope }) => scope)],
  );
  return rows.map(({ id: scopeId, kind, name }) => ({
    scopeId,
    intake: new Intake(pool, kind, { runId, scopeId, realm }),
    told: heard.filter((one) => one.kind === kind && one.scope === name),
  }));
}

async function write(client: Client, hearing: Hearing, scopes: readonly ScopeHeard[]): Promise<HeardChanges> {
  const sum: HeardChanges = { listed: 0, created: 0, updated: 0, gone: 0 };
  await openWorkspace(client);
  const held = await holdScopes(client, scopes);
  const changed = new Set<string>();
  for (const scope of scopes) {
    if (!held.has(scope.scopeId)) continue;
    const one = await writeScope(client, hearing, scope);
    for (const name of ['listed', 'created', 'updated', 'gone'] as const) sum[name] += one[name];
    if (one.created + one.updated + one.gone > 0) changed.add(scope.intake.kind.name);
  }
  await finishChanges(client, hearing.runId, [...changed]);
  return sum;
}

async function writeScope(
  client: Client,
  hearing: Hearing,
  { scopeId, intake, told }: ScopeHeard,
): Promise<HeardChanges> {
  const { runId, realm, sourceId } = hearing;
  const target = { kind: intake.kind, runId, scopeId, realm, sourceId };
  await countWhatArrived(client, runId, scopeId, intake);
  const merged = await merge(client, target, { known: intake.staged - intake.unknown, unknown: intake.unknown });
  let gone = 0;
  for (const one of told)
    if (one.type === 'page') await dateSeen(client, intake, { runId, scopeId, observedAt: instant(one, hearing) });
    else gone += await markDeleted(client, target, one.keys, instant(one, hearing));
  await client.query('UPDATE scopes SET row_count = row_count + $2 WHERE id = $1 AND $2 <> 0', [
    scopeId,
    merged.created - gone,
  ]);
  return { listed: intake.listed, ...merged, gone };
}

/** Those whose source was not removed. */
async function holdScopes(client: Client, scopes: readonly ScopeHeard[]): Promise<Set<number>> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT s.id FROM scopes s JOIN sources o ON o.id = s.source_id AND o.removed_at IS NULL
      WHERE s.id = ANY ($1) ORDER BY s.id FOR UPDATE OF s FOR SHARE OF o`,
    [scopes.map(({ scopeId }) => scopeId)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Rows that are as they were: without the later instant a listing that is under way would take them back to what it saw before. */
async function dateSeen(
  client: Client,
  intake: Intake,
  { runId, scopeId, observedAt }: { runId: string; scopeId: number; observedAt: Date },
): Promise<void> {
  if (!intake.seen) return;
  await client.query(
    `UPDATE ${intake.kind.name} SET observed_at = $3
      WHERE id IN (SELECT id FROM seen WHERE run_id = $1 AND scope_id = $2) AND observed_at < $3`,
    [runId, scopeId, observedAt],
  );
}
