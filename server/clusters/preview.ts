import type { MembershipRule } from '../../contract/kinds/clusters.ts';
import { syncedKinds } from '../../contract/kinds/all.ts';
import { membershipJoins } from '../../model/clusters/membership.ts';
import { linkKeys } from '../../model/links/keys.ts';
import type { Reading } from '../reader.ts';

const SAMPLES = 10;

/**
 * The rules as they would stand in one cluster, under the names that the membership SQL knows. `link_keys` is not the readers' to see: the keys that
 * it asks for are made from the objects themselves, which are.
 */
const RULES = `
  cluster_rules AS MATERIALIZED (
    SELECT '00000000-0000-0000-0000-000000000000'::uuid AS cluster_id, r.*
      FROM jsonb_to_recordset($1::jsonb) AS r (kind text, account text, region text, tag jsonb, zone text, name text, "loadBalancer" text))`;
const columns = 'id, key, gone_at';
const KEYS = `
  link_keys AS MATERIALIZED (
    SELECT id, type, key, true AS live FROM (${linkKeys.target_groups!(
      `(SELECT ${columns}, load_balancer_keys, target_type, targets FROM target_groups WHERE gone_at IS NULL)`,
    )}) g WHERE type = 'to:instance'
    UNION ALL
    SELECT id, type, key, true FROM (${linkKeys.load_balancers!(
      `(SELECT ${columns}, dns_name, addresses, targets FROM load_balancers WHERE gone_at IS NULL)`,
    )}) b WHERE type = 'to:instance')`;

/** Which live objects the rules match by themselves; children that would follow their parent are not counted. */
export async function previewRules(
  { client }: Reading,
  rules: readonly MembershipRule[],
): Promise<{ counts: Record<string, number>; samples: Record<string, string[]> }> {
  const counts: Record<string, number> = {};
  const samples: Record<string, string[]> = {};
  for (const kind of syncedKinds) {
    if (!kind.membership) continue;
    const { rows } = await client.query<{ count: number; names: string[] | null }>(
      `WITH ${RULES}, ${KEYS}, matched AS (
         SELECT t.name FROM ${kind.name} t ${membershipJoins(kind, 't', 't.realm')} WHERE t.gone_at IS NULL AND m.ids IS NOT NULL)
       SELECT count(*)::int AS count, (SELECT array_agg(name) FROM (SELECT name FROM matched ORDER BY name LIMIT ${SAMPLES}) s) AS names FROM matched`,
      [JSON.stringify(rules)],
    );
    counts[kind.name] = rows[0]!.count;
    samples[kind.name] = rows[0]!.names ?? [];
  }
  return { counts, samples };
}
