import { inTransaction, type Pool } from '../../model/database.ts';
import { hold } from './gone.ts';

/**
 * A region or account that is no longer in the provider's own list takes everything in it with it: its rows are held for a person.
 * A scope that never had rows is simply forgotten.
 */
export async function holdVanishedScopes(
  pool: Pool,
  run: { runId: string; sourceId: string },
  listed: { kinds: string[]; scopes: string[] },
): Promise<void> {
  const { rows } = await pool.query<{ id: number; kind: string; name: string; title: string }>(
    'SELECT id, kind, name, coalesce(title, name) AS title FROM scopes WHERE source_id = $1 AND kind = ANY ($2) AND name <> ALL ($3) ORDER BY kind, name',
    [run.sourceId, listed.kinds, listed.scopes],
  );
  for (const scope of rows)
    await inTransaction(pool, async (client) => {
      const live = await client.query<{ id: string }>(
        `SELECT id FROM ${scope.kind} WHERE scope_id = $1 AND gone_at IS NULL`,
        [scope.id],
      );
      const ids = live.rows.map((row) => row.id);
      if (!ids.length) {
        await client.query('DELETE FROM scopes WHERE id = $1 AND lease_run IS NULL', [scope.id]);
        return;
      }
      const kept = await client.query(
        `SELECT 1 FROM held_changes WHERE source_id = $1 AND kind = $2 AND scope = $3 AND state = 'kept' AND ids @> $4::uuid[]`,
        [run.sourceId, scope.kind, scope.name, ids],
      );
      if (kept.rows.length) return;
      const stop = {
        reason: 'parent-vanished',
        detail: `${scope.title} is no longer listed; ${ids.length} rows would go with it`,
      };
      const held = {
        ...run,
        scopeId: scope.id,
        kind: { name: scope.kind },
        scope: scope.name,
        scopeTitle: scope.title,
      };
      await hold(client, held, stop, ids);
    });
  await passHoldsOfNothing(pool, run.sourceId, listed);
}

/** What was held of a scope that is forgotten went otherwise, as the record sets of a zone that was released: nobody needs to decide any more. */
async function passHoldsOfNothing(
  pool: Pool,
  sourceId: string,
  listed: { kinds: string[]; scopes: string[] },
): Promise<void> {
  await pool.query(
    `UPDATE held_changes h SET state = 'passed', decided_at = now()
      WHERE source_id = $1 AND kind = ANY ($2) AND scope <> ALL ($3) AND state = 'open'
        AND NOT EXISTS (SELECT FROM scopes s WHERE s.source_id = h.source_id AND s.kind = h.kind AND s.name = h.scope)`,
    [sourceId, listed.kinds, listed.scopes],
  );
}
