import type { MembershipRule } from '../../contract/kinds/clusters.ts';
import { syncedKinds } from '../../contract/kinds/all.ts';
import { membershipJoins, rulesCte } from '../../model/clusters/membership.ts';
import { withKeys } from '../../model/links/keys.ts';
import type { Reading } from '../reader.ts';

const SAMPLES = 10;

/** The rules as they would stand in one cluster. */
const ONE_CLUSTER = `(SELECT '00000000-0000-0000-0000-000000000000'::uuid AS id, $1::jsonb AS rules)`;
/** `link_keys`, which membership asks for, is not the readers' to see: those keys are made from the objects themselves, which are. */
const KEYS = `
  link_keys AS MATERIALIZED (
    ${['target_groups', 'load_balancers']
      .map(
        (kind) =>
          `SELECT t.id, k.type, k.key, true AS live FROM ${withKeys(kind)} AND k.type = 'to:instance' AND t.gone_at IS NULL`,
      )
      .join(' UNION ALL ')})`;

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
      `WITH ${rulesCte(kind, ONE_CLUSTER)}, ${KEYS}, matched AS (
         SELECT t.name FROM ${kind.name} t ${membershipJoins(kind, 't', 't.realm')} WHERE t.gone_at IS NULL AND m.ids IS NOT NULL)
       SELECT count(*)::int AS count, (SELECT array_agg(name) FROM (SELECT name FROM matched ORDER BY name LIMIT ${SAMPLES}) s) AS names FROM matched`,
      [JSON.stringify(rules)],
    );
    counts[kind.name] = rows[0]!.count;
    samples[kind.name] = rows[0]!.names ?? [];
  }
  return { counts, samples };
}
