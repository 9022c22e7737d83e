import { columnOf, type Kind } from '../../contract/kinds/kind.ts';

/** Membership rules of all clusters, a row a rule. */
export const RULES_CTE = `cluster_rules AS MATERIALIZED (
    SELECT c.id AS cluster_id, r.*
      FROM clusters c, jsonb_to_recordset(c.rules) AS r (kind text, account text, region text, tag jsonb, zone text, name text, "loadBalancer" text))`;

const column = (alias: string, field: string) => `${alias}."${columnOf(field)}"`;

/** An instance is behind a load balancer when a target group of it, or the classic load balancer itself, has it registered. */
const BEHIND_LOAD_BALANCER = (alias: string) => `EXISTS (
      SELECT FROM link_keys k LEFT JOIN target_groups g ON g.id = k.id LEFT JOIN load_balancers b ON b.id = k.id
       WHERE k.key = ${alias}.key AND k.type = 'to:instance' AND k.live
         AND (r."loadBalancer" = ANY (g.load_balancer_names) OR r."loadBalancer" = b.name))`;

/** One condition of a rule against a row; a kind that lacks the fact matches only rules that do not ask for it. */
function conditions(kind: Kind, alias: string): string[] {
  const facts = kind.membership ?? {};
  const glob = (fact: string | undefined, condition: string) =>
    fact
      ? `(r.${condition} IS NULL OR lower(${column(alias, fact)}) LIKE glob_pattern(r.${condition}))`
      : `r.${condition} IS NULL`;
  const equal = (fact: string | undefined, condition: string) =>
    fact ? `(r.${condition} IS NULL OR r.${condition} = ${column(alias, fact)})` : `r.${condition} IS NULL`;
  const balancer = () => {
    if (kind.name === 'instances') return `(r."loadBalancer" IS NULL OR ${BEHIND_LOAD_BALANCER(alias)})`;
    if (!facts.loadBalancer) return `r."loadBalancer" IS NULL`;
    const held = column(alias, facts.loadBalancer);
    return kind.fields[facts.loadBalancer]!.column === 'text[]'
      ? `(r."loadBalancer" IS NULL OR r."loadBalancer" = ANY (${held}))`
      : `(r."loadBalancer" IS NULL OR r."loadBalancer" = ${held})`;
  };
  return [
    `(r.kind IS NULL OR r.kind = '${kind.name}')`,
    equal(facts.account, 'account'),
    equal(facts.region, 'region'),
    facts.tag
      ? `(r.tag IS NULL OR ${column(alias, facts.tag)} ->> (r.tag ->> 'key') = r.tag ->> 'value')`
      : 'r.tag IS NULL',
    glob(facts.zone, 'zone'),
    glob(facts.name, 'name'),
    balancer(),
  ];
}

/**
 * Joins that give each row of `alias` its clusters by rule (`m.ids`) and its parent's cluster (`p.cluster_id`).
 * `realm` is the SQL for the row's realm. Needs RULES_CTE.
 */
export function membershipJoins(kind: Kind, alias: string, realm: string): string {
  const matched = `LEFT JOIN LATERAL (
      SELECT array_agg(DISTINCT r.cluster_id) AS ids FROM cluster_rules r WHERE ${conditions(kind, alias).join(' AND ')}) m ON true`;
  if (!kind.parent) return `${matched} CROSS JOIN (SELECT NULL::uuid AS cluster_id) p`;
  return `${matched}
    LEFT JOIN ${kind.parent.kind} p ON p.realm = ${realm} AND p.key = ${column(alias, kind.parent.key)}`;
}

/** One matching cluster is the row's; without a match the parent's is; two or more are a conflict, and the row is in none: deny by default. */
export const CLUSTER_ID = `CASE WHEN m.ids IS NULL THEN p.cluster_id WHEN cardinality(m.ids) = 1 THEN m.ids[1] END`;
export const CLUSTER_CONFLICT = `CASE WHEN cardinality(m.ids) > 1 THEN m.ids END`;
