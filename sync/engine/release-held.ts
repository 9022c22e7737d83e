import { kindNamed, syncedKinds } from '../../contract/kinds/all.ts';
import { columnOf } from '../../contract/kinds/kind.ts';
import { finishChanges } from '../../model/changes/finish.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { type Client, inTransaction, type Pool, retriedOnce } from '../../model/database.ts';
import { goneStatement } from './gone.ts';

interface Held {
  id: string;
  source_id: string;
  scope_id: number | null;
  kind: string;
  scope: string;
  reason: string;
  ids: string[];
  created_at: string;
}

/**
 * Lets go what a person has released: the rows of that decision and no others, as far as no listing has had them since; of parents, also what is in them.
 * For another account behind the credentials: the new account is taken as the source's own.
 */
export const releaseHeld = (pool: Pool, id: string): Promise<{ sourceId: string; gone: number } | undefined> =>
  retriedOnce(() => inTransaction(pool, (client) => release(client, id)));

async function release(client: Client, id: string) {
  const { rows } = await client.query<Held>(
    `SELECT * FROM held_changes WHERE id = $1 AND state = 'released' FOR UPDATE`,
    [id],
  );
  const held = rows[0];
  if (!held) return undefined;
  if (held.reason === 'other-account') {
    await client.query('UPDATE sources SET account = NULL, changed_at = now() WHERE id = $1', [held.source_id]);
    return { sourceId: held.source_id, gone: 0 };
  }
  await openWorkspace(client);
  const wholeScope = held.reason === 'parent-vanished' && (await isUnlisted(client, held));
  // A row that a later listing had is no longer missing: it stays. A scope that was listed again is back: all of it stays.
  const still = wholeScope
    ? '$4::timestamptz IS NOT NULL'
    : `EXISTS (SELECT FROM missing m WHERE m.scope_id = $2 AND m.id = t.id) AND t.observed_at < $4::timestamptz`;
  const { rowCount } = await client.query(goneStatement(held.kind, `t.id = ANY ($3::uuid[]) AND ${still}`), [
    held.id,
    held.scope_id,
    held.ids,
    held.created_at,
  ]);
  const children = await releaseChildren(client, held);
  await client.query('DELETE FROM missing WHERE scope_id = $1 AND id = ANY ($2::uuid[])', [held.scope_id, held.ids]);
  await client.query(
    `UPDATE scopes s SET row_count = (SELECT count(*) FROM ${held.kind} t WHERE t.scope_id = s.id AND t.gone_at IS NULL) WHERE s.id = $1`,
    [held.scope_id],
  );
  await finishChanges(client, held.id, [held.kind, ...children.kinds]);
  if (wholeScope)
    await client.query(
      `UPDATE scopes SET stale_at = 'infinity', last_error = NULL WHERE id = $1 AND coalesce(listed_at, '-infinity') < $2`,
      [held.scope_id, held.created_at],
    );
  return { sourceId: held.source_id, gone: (rowCount ?? 0) + children.gone };
}

/** The scope itself has vanished, rather than rows of it, and has not come back. */
async function isUnlisted(client: Client, held: Held): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM scopes s WHERE s.id = $1 AND coalesce(s.listed_at, '-infinity') < $2
        AND NOT EXISTS (SELECT FROM missing m WHERE m.scope_id = s.id AND m.id = ANY ($3::uuid[]))`,
    [held.scope_id, held.created_at, held.ids],
  );
  return rows.length > 0;
}

/** What is in a gone parent goes with it. */
async function releaseChildren(client: Client, held: Held): Promise<{ gone: number; kinds: string[] }> {
  const children = syncedKinds.filter(
    (kind) => kind.parent?.kind === held.kind && kindNamed(held.kind).holds?.includes(kind.name),
  );
  let gone = 0;
  for (const child of children) {
    const { rowCount } = await client.query(
      goneStatement(
        child.name,
        `(t.realm, t."${columnOf(child.parent!.key)}") IN (
           SELECT p.realm, p.key FROM ${held.kind} p WHERE p.id = ANY ($3::uuid[]) AND p.gone_at IS NOT NULL)`,
      ),
      [held.id, null, held.ids],
    );
    gone += rowCount ?? 0;
    await client.query(
      `UPDATE scopes s SET row_count = 0, stale_at = 'infinity', last_error = NULL
        WHERE s.source_id = $1 AND s.kind = $2 AND NOT EXISTS (SELECT FROM ${child.name} t WHERE t.scope_id = s.id AND t.gone_at IS NULL)`,
      [held.source_id, child.name],
    );
  }
  return { gone, kinds: children.map((child) => child.name) };
}
