import { columnOf, type Kind } from '../../contract/kinds/kind.ts';

const column = (alias: string, field: string) => `${alias}."${columnOf(field)}"`;

/** An instance is behind a load balancer when a target group of it, or the classic load balancer itself, has it registered. */
const BEHIND_LOAD_BALANCER = (alias: string) => `EXISTS (
      SELECT FROM link_keys k LEFT JOIN target_groups g ON g.id = k.id LEFT JOIN load_balancers b ON b.id = k.id
       WHERE k.key = ${alias}.key AND k.type = 'to:instance' AND k.live
         AND (r."loadBalancer" = ANY (g.load_balancer_names) OR r."loadBalancer" = b.name))`;

/** A condition of a rule: what a row of the kind has to meet it, and the SQL by which it does. Without the fact only rules that do not ask for it match. */
function conditions(kind: Kind, alias: string): { rule: string; met: string | undefined }[] {
  const { account, region, tag, zone, name, loadBalancer } = kind.membership ?? {};
  const equals = (field: string | undefined, rule: string) => ({
    rule,
    met: field && `r.${rule} = ${column(alias, field)}`,
  });
  const like = (field: string | undefined, rule: string) => ({
    rule,
    met: field && `lower(${column(alias, field)}) LIKE r.${rule}`,
  });
  return [
    equals(account, 'account'),
    equals(region, 'region'),
    { rule: 'tag', met: tag && `${column(alias, tag)} ->> r.tag_key = r.tag_value` },
    like(zone, 'zone'),
    like(name, 'name'),
    { rule: '"loadBalancer"', met: behind(kind, alias, loadBalancer) },
  ];
}

function behind(kind: Kind, alias: string, field: string | undefined): string | undefined {
  if (kind.name === 'instances') return BEHIND_LOAD_BALANCER(alias);
  if (!field) return undefined;
  const held = column(alias, field);
  return kind.fields[field]!.column === 'text[]' ? `r."loadBalancer" = ANY (${held})` : `r."loadBalancer" = ${held}`;
}

/**
 * A CTE `cluster_rules` of the rules that rows of a kind can meet at all, a row a rule; patterns are made once a rule, not once a row.
 * @param clusters a table or subquery with `id` and `rules`
 */
export function rulesCte(kind: Kind, clusters = 'clusters'): string {
  const askable = conditions(kind, '')
    .filter(({ met }) => met === undefined)
    .map(({ rule }) => ` AND r.${rule} IS NULL`);
  return `cluster_rules AS MATERIALIZED (
    SELECT c.id AS cluster_id, r.account, r.region, r.tag, r.tag ->> 'key' AS tag_key, r.tag ->> 'value' AS tag_value,
           glob_pattern(r.zone) AS zone, glob_pattern(r.name) AS name, r."loadBalancer"
      FROM ${clusters} c, jsonb_to_recordset(c.rules) AS r (kind text, account text, region text, tag jsonb, zone text, name text, "loadBalancer" text)
     WHERE (r.kind IS NULL OR r.kind = '${kind.name}')${askable.join('')})`;
}

/**
 * Joins that give each row of `alias` its clusters by rule (`m.ids`) and its parent's cluster (`p.cluster_id`).
 * `realm` is the SQL for the row's realm. Needs `rulesCte`.
 */
export function membershipJoins(kind: Kind, alias: string, realm: string): string {
  const met = conditions(kind, alias).flatMap(({ rule, met: how }) => (how ? [`(r.${rule} IS NULL OR ${how})`] : []));
  const matched = `LEFT JOIN LATERAL (
      SELECT array_agg(DISTINCT r.cluster_id) AS ids FROM cluster_rules r${met.length ? ` WHERE ${met.join(' AND ')}` : ''}) m ON true`;
  if (!kind.parent) return `${matched} CROSS JOIN (SELECT NULL::uuid AS cluster_id) p`;
  return `${matched}
    LEFT JOIN ${kind.parent.kind} p ON p.realm = ${realm} AND p.key = ${column(alias, kind.parent.key)}`;
}

/** One matching cluster is the row's; without a match the parent's is; two or more are a conflict, and the row is in none: deny by default. */
export const CLUSTER_ID = `CASE WHEN m.ids IS NULL THEN p.cluster_id WHEN cardinality(m.ids) = 1 THEN m.ids[1] END`;
export const CLUSTER_CONFLICT = `CASE WHEN cardinality(m.ids) > 1 THEN m.ids END`;
