import { kindNamed, syncedKinds } from '../../contract/kinds/all.ts';
import { columnOf, type Kind } from '../../contract/kinds/kind.ts';
import { versionStatement } from '../changes/versions.ts';
import type { Client } from '../database.ts';
import { CLUSTER_CONFLICT, CLUSTER_ID, membershipJoins, rulesCte } from './membership.ts';

/** Puts the live rows of a kind that `where` chooses (over `t`) into the clusters they belong to now. Rows that stay are not written. */
async function reassign(client: Client, kind: Kind, where: string, runId: string | null): Promise<number> {
  const statement = versionStatement(kind, {
    with: rulesCte(kind),
    pick: `${kind.name} t ${membershipJoins(kind, 't', 't.realm')}
      WHERE t.gone_at IS NULL AND ${where}
        AND (t.cluster_id IS DISTINCT FROM ${CLUSTER_ID} OR t.cluster_conflict IS DISTINCT FROM ${CLUSTER_CONFLICT})`,
    extra: `${CLUSTER_ID} AS new_cluster, ${CLUSTER_CONFLICT} AS new_conflict`,
    set: 'cluster_id = n.new_cluster, cluster_conflict = n.new_conflict',
    op: 'u',
    run: '$1::uuid',
    scope: 'NULL',
  });
  const { rowCount } = await client.query(statement, [runId]);
  return rowCount ?? 0;
}

const childrenOf = (kind: string) => syncedKinds.filter((one) => one.parent?.kind === kind);

/** Follows a change of parents (rows of `kinds` in `touched`) to their children. */
export async function reassignChildren(client: Client, kinds: readonly string[], runId: string | null): Promise<void> {
  for (const name of kinds)
    for (const child of childrenOf(name))
      await reassign(
        client,
        child,
        `(t.realm, t."${columnOf(child.parent!.key)}") IN (
           SELECT parent.realm, parent.key FROM ${name} parent JOIN touched c ON c.id = parent.id AND c.kind = '${name}')`,
        runId,
      );
}

const BALANCING = ['target_groups', 'load_balancers'];

/** Follows a change of registered targets to the instances behind them, where a rule asks for a load balancer. Needs the targets' new keys. */
export async function reassignBalanced(
  client: Client,
  kinds: readonly string[],
  runId: string | null,
): Promise<boolean> {
  if (!kinds.some((name) => BALANCING.includes(name)) || !(await someRuleNamesLoadBalancers(client))) return false;
  const moved = await reassign(
    client,
    kindNamed('instances'),
    `t.key IN (SELECT k.key FROM link_keys k JOIN touched c ON c.id = k.id WHERE c.kind = ANY ('{${BALANCING.join(',')}}') AND k.type = 'to:instance')`,
    runId,
  );
  return moved > 0;
}

async function someRuleNamesLoadBalancers(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ some: boolean }>(
    `SELECT EXISTS (SELECT FROM clusters, jsonb_array_elements(rules) r WHERE r ? 'loadBalancer') AS some`,
  );
  return rows[0]!.some;
}

/** After rules have changed: every kind, parents before children. Returns how many rows moved. */
export async function reassignEverything(client: Client, runId: string | null): Promise<number> {
  let moved = 0;
  for (const kind of syncedKinds) moved += await reassign(client, kind, 'true', runId);
  return moved;
}
