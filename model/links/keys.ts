/**
 * What objects can be found by, and what they point at (`to:…`): a SELECT of (id, type, key) over some rows of one kind's table.
 * A rule joins a `to:` key with the key that answers it. Names are lower-case ASCII without the final dot.
 */
export const linkKeys: Record<string, (rows: string) => string> = {
  instances: (rows) => `
    SELECT t.id, k.type, k.key FROM ${rows} t, LATERAL (
      SELECT 'instance' AS type, t.key
      UNION SELECT 'address', unnest(t.public_addresses)
      UNION SELECT 'address', unnest(t.ipv6_addresses)
      UNION SELECT 'private-address', unnest(t.private_addresses)
      UNION SELECT 'name', lower(t.public_name) WHERE t.public_name <> ''
    ) k`,
  addresses: (rows) => `
    SELECT t.id, k.type, k.key FROM ${rows} t, LATERAL (
      SELECT 'elastic-address' AS type, t.address AS key
      UNION SELECT 'to:instance', t.instance_key WHERE t.instance_key <> ''
    ) k`,
  load_balancers: (rows) => `
    SELECT t.id, k.type, k.key FROM ${rows} t, LATERAL (
      SELECT 'load-balancer' AS type, t.key
      UNION SELECT 'name', lower(t.dns_name) WHERE t.dns_name <> ''
      UNION SELECT 'name', 'dualstack.' || lower(t.dns_name) WHERE t.dns_name <> ''
      UNION SELECT 'address', unnest(t.addresses)
      UNION SELECT 'to:instance', jsonb_array_elements(t.targets) ->> 'id'
    ) k`,
  target_groups: (rows) => `
    SELECT t.id, k.type, k.key FROM ${rows} t, LATERAL (
      SELECT 'to:load-balancer' AS type, unnest(t.load_balancer_keys) AS key
      UNION SELECT CASE t.target_type WHEN 'instance' THEN 'to:instance' WHEN 'alb' THEN 'to:target-balancer' ELSE 'to:private-address' END,
                   jsonb_array_elements(t.targets) ->> 'id'
             WHERE t.target_type <> 'lambda'
    ) k`,
  maintenance_events: (rows) => `
    SELECT t.id, 'to:instance' AS type, t.instance_key AS key FROM ${rows} t`,
  record_sets: (rows) => `
    SELECT t.id, k.type, k.key FROM ${rows} t, LATERAL (
      SELECT 'record-name' AS type, t.name AS key WHERE t.type IN ('A', 'AAAA', 'CNAME', 'ALIAS')
      UNION SELECT 'to:address', unnest(t.contents) WHERE t.type IN ('A', 'AAAA')
      UNION SELECT 'to:name', rtrim(lower(regexp_replace(v, '^.*\\s', '')), '.') FROM unnest(t.contents) v
             WHERE t.type IN ('CNAME', 'ALIAS', 'MX', 'SRV', 'NS')
    ) k WHERE k.key <> ''`,
};
