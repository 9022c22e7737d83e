import { reassignBalanced, reassignChildren } from '../clusters/reassign.ts';
import type { Client } from '../database.ts';
import { refreshFindings } from '../findings/refresh.ts';
import { lockLinks, refreshKeys, refreshLinks } from '../links/refresh.ts';
import { extentOfChange, kindsTouched } from './touched.ts';

/**
 * The second half of every transaction that changes objects: clusters of what hangs on them, link keys, links, findings, counts, and the note to
 * listeners. What was changed stands in `touched` and `run_changes`. Does nothing where nothing changed.
 */
export async function finishChanges(client: Client, runId: string, kinds: readonly string[]): Promise<void> {
  if (!kinds.length) return;
  await reassignChildren(client, kinds, runId);
  let touched = await kindsTouched(client);
  await refreshKeys(client, touched);
  if (await reassignBalanced(client, touched, runId)) {
    touched = await kindsTouched(client);
    await refreshKeys(client, ['instances']);
  }
  const { allLinks, allFindings, outgrown } = await extentOfChange(client);
  if (outgrown.length) await client.query('SELECT refresh_statistics($1)', [[...outgrown, 'link_keys']]);
  await client.query('ANALYZE touched, rekeyed');

  await lockLinks(client);
  await refreshLinks(client, allLinks);
  if (outgrown.length) await client.query(`SELECT refresh_statistics(ARRAY['links'])`);
  await client.query(
    `INSERT INTO run_changes (run_id, kind, id, op)
     SELECT DISTINCT $1::uuid, l.kind, l.id, 'l'::"char" FROM linked l WHERE NOT EXISTS (SELECT FROM touched c WHERE c.id = l.id)`,
    [runId],
  );
  await refreshFindings(client, { everything: allFindings, runId });
  await client.query(
    `INSERT INTO change_counts (run_id, kind, cluster_id, created, updated, gone)
     SELECT run_id, kind, cluster_id, count(*) FILTER (WHERE op = 'i'), count(*) FILTER (WHERE op = 'u'), count(*) FILTER (WHERE op = 'g')
       FROM run_changes WHERE run_id = $1 AND at = now() AND op <> 'l' AND kind <> 'findings'
      GROUP BY run_id, kind, cluster_id`,
    [runId],
  );
  await client.query(`SELECT pg_notify('changes', $1)`, [runId]);
}
