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
}
