import type { Client } from '../database.ts';
import { linkKeys, withKeys } from './keys.ts';
import { linkRules } from './rules.ts';

/** The rules as columns, so that one statement serves them all. */
const RULES = [
  linkRules.map((rule) => rule.name),
  linkRules.map((rule) => rule.from.kind),
  linkRules.map((rule) => rule.from.type),
  linkRules.map((rule) => rule.to.kind),
  linkRules.map((rule) => rule.to.type),
];
const rulesCte = `rules AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS r (name, from_kind, from_type, to_kind, to_type))`;

const COLUMNS = 'rule, from_kind, from_id, from_cluster, to_kind, to_id, to_cluster, key';
const LINK = `rule, f.kind AS from_kind, f.id AS from_id, f.cluster_id AS from_cluster,
              t.kind AS to_kind, t.id AS to_id, t.cluster_id AS to_cluster, f.key`;
/**
 * One end with the rules that ask for it comes first, behind `OFFSET 0`: key and type of the other are then sought together. Else the planner finds it by its
 * key alone and looks at the types afterwards: 87 million rows, and 11 s for 40 ms, where 5,000 record sets have one and the same value.
 */
const fromEnd = (which: string) => `
  (SELECT k.*, r.name AS rule, r.to_kind, r.to_type FROM link_keys k JOIN rules r ON r.from_kind = k.kind AND r.from_type = k.type
    WHERE k.live${which} OFFSET 0) f
  JOIN link_keys t ON t.key = f.key AND t.type = f.to_type AND t.kind = f.to_kind AND t.live AND t.id <> f.id`;
const toEnd = (which: string) => `
  (SELECT k.*, r.name AS rule, r.from_kind, r.from_type FROM link_keys k JOIN rules r ON r.to_kind = k.kind AND r.to_type = k.type
    WHERE k.live${which} OFFSET 0) t
  JOIN link_keys f ON f.key = t.key AND f.type = t.from_type AND f.kind = t.from_kind AND f.live AND f.id <> t.id`;
const REKEYED = ' AND k.id IN (SELECT id FROM rekeyed)';

/** Links that should be: of everything, or of the objects whose keys the transaction changed, from either end. */
const WANT_ALL = `SELECT ${LINK} FROM ${fromEnd('')}`;
const WANT_REKEYED = `SELECT ${LINK} FROM ${fromEnd(REKEYED)} UNION SELECT ${LINK} FROM ${toEnd(REKEYED)}`;
const HAVE_ALL = `SELECT ${COLUMNS} FROM links`;
const HAVE_REKEYED = `
  SELECT ${COLUMNS} FROM links WHERE from_id IN (SELECT id FROM rekeyed)
  UNION
  SELECT ${COLUMNS} FROM links WHERE to_id IN (SELECT id FROM rekeyed)`;

/**
 * Wanted and present are compared by EXCEPT: CTEs have no statistics, and an anti-join of the two became a nested loop
 * of 14 s where a full build takes 0.8 s. What is new waits in a table of its own, because a link whose end has moved to another cluster
 * is deleted and added under the same key, which one statement cannot do.
 */
const removeStatement = (want: string, have: string) => `
  WITH ${rulesCte},
  want AS MATERIALIZED (${want}),
  have AS MATERIALIZED (${have}),
  gone AS MATERIALIZED (SELECT * FROM have EXCEPT SELECT * FROM want),
  fresh AS (INSERT INTO links_fresh (${COLUMNS}) SELECT * FROM want EXCEPT SELECT * FROM have),
  deleted AS (
    DELETE FROM links l USING gone g
     WHERE (l.from_id, l.to_id, l.rule, l.key) = (g.from_id, g.to_id, g.rule, g.key)
    RETURNING l.*),
  kept AS (
    INSERT INTO links_history (${COLUMNS}, valid_from, valid_to)
    SELECT ${COLUMNS}, valid_from, greatest(clock_timestamp(), valid_from + interval '1 microsecond') FROM deleted)
  INSERT INTO linked (kind, id)
  SELECT from_kind, from_id FROM deleted UNION SELECT to_kind, to_id FROM deleted`;

const ADD = `
  WITH added AS (
    INSERT INTO links (${COLUMNS}, valid_from) SELECT ${COLUMNS}, statement_timestamp() FROM links_fresh
    RETURNING from_kind, from_id, to_kind, to_id)
  INSERT INTO linked (kind, id) SELECT from_kind, from_id FROM added UNION SELECT to_kind, to_id FROM added`;

/** One process at a time works on links, from here to its commit; it has to be a statement of its own before the first link statement. */
export const lockLinks = (client: Client) => client.query(`SELECT pg_advisory_xact_lock(hashtext('switchyard links'))`);

/** Brings the keys of every object up to date: after an upgrade, what objects can be found by may be told otherwise. */
export async function refreshAllKeys(client: Client): Promise<void> {
  const kinds = Object.keys(linkKeys);
  for (const kind of kinds) await client.query(`INSERT INTO touched (kind, id) SELECT '${kind}', id FROM ${kind}`);
  await client.query('ANALYZE touched');
  await refreshKeys(client, kinds);
  await client.query('DELETE FROM touched');
  await client.query('DELETE FROM rekeyed');
}

/** Brings the keys of the rows in `touched` up to date. Rows whose keys changed go into `rekeyed`: what is linked follows from the keys alone. */
export async function refreshKeys(client: Client, kinds: readonly string[]): Promise<void> {
  for (const kind of kinds) {
    if (!(kind in linkKeys)) continue;
    const ids = `(SELECT id FROM touched WHERE kind = '${kind}')`;
    await client.query(`
      WITH want AS MATERIALIZED (
        SELECT t.id, k.type, k.key, t.cluster_id, t.gone_at IS NULL AS live FROM ${withKeys(kind)} AND t.id IN ${ids}),
      have AS MATERIALIZED (
        SELECT id, type, key, cluster_id, live FROM link_keys WHERE id IN ${ids}),
      deleted AS (
        DELETE FROM link_keys l USING (SELECT * FROM have EXCEPT SELECT * FROM want) g
         WHERE l.id = g.id AND l.type = g.type AND l.key = g.key
        RETURNING l.id),
      added AS (
        INSERT INTO link_keys (kind, id, type, key, cluster_id, live)
        SELECT '${kind}', id, type, key, cluster_id, live FROM (SELECT * FROM want EXCEPT SELECT * FROM have) f
        RETURNING id)
      INSERT INTO rekeyed (id) SELECT id FROM deleted UNION SELECT id FROM added`);
  }
}

/** Compares wanted and present links of the objects in `rekeyed`, or of everything, and puts the ends of those that differ into `linked`. */
export async function refreshLinks(client: Client, everything: boolean): Promise<void> {
  await client.query(
    everything ? removeStatement(WANT_ALL, HAVE_ALL) : removeStatement(WANT_REKEYED, HAVE_REKEYED),
    RULES,
  );
  await client.query(ADD);
}

/** The nightly question: how many links differ from what the rules say? Must be 0. */
export async function linkDifference(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `WITH ${rulesCte}, want AS MATERIALIZED (${WANT_ALL}), have AS MATERIALIZED (${HAVE_ALL})
     SELECT count(*) FROM ((SELECT * FROM want EXCEPT SELECT * FROM have) UNION ALL (SELECT * FROM have EXCEPT SELECT * FROM want)) d`,
    RULES,
  );
  return rows[0]!.count;
}
