/** Addresses of no machine in particular. */
const named = (addresses: string) =>
  `(SELECT a FROM unnest(${addresses}) a WHERE a NOT IN ('127.0.0.1', '::1', '0.0.0.0', '::'))`;
/** Names and paths of a host's own, such as those of its pools, are told from those of others by the host. */
const onHost = (what: string) => `t.realm || ' ' || t.host_key || ' ' || ${what}`;
const host = `t.realm || ' ' || t.host_key`;
/** A name by which others could find it has a domain. */
const fullName = (name: string) => `rtrim(lower(${name}), '.') WHERE ${name} LIKE '%_._%'`;

/**
 * What objects can be found by, and what they point at (`to:…`): for each kind the SELECT of (type, key) of one row `t` of its table.
 * A rule joins a `to:` key with the key that answers it. Names are lower-case ASCII without the final dot. Empty keys and repeated ones do no harm.
 */
export const linkKeys: Record<string, string> = {
  instances: `
    SELECT 'instance' AS type, t.key
    UNION ALL SELECT 'address', unnest(t.public_addresses)
    UNION ALL SELECT 'address', unnest(t.ipv6_addresses)
    UNION ALL SELECT 'private-address', unnest(t.private_addresses)
    UNION ALL SELECT 'name', lower(t.public_name)`,
  addresses: `
    SELECT 'elastic-address' AS type, t.address AS key
    UNION ALL SELECT 'to:instance', t.instance_key`,
  load_balancers: `
    SELECT 'load-balancer' AS type, t.key
    UNION ALL SELECT 'name', lower(t.dns_name)
    UNION ALL SELECT 'name', 'dualstack.' || lower(t.dns_name) WHERE t.dns_name <> ''
    UNION ALL SELECT 'address', unnest(t.addresses)
    UNION ALL SELECT 'to:instance', jsonb_array_elements(t.targets) ->> 'id'`,
  target_groups: `
    SELECT 'to:load-balancer' AS type, unnest(t.load_balancer_keys) AS key
    UNION ALL
    SELECT CASE t.target_type WHEN 'instance' THEN 'to:instance' WHEN 'alb' THEN 'to:target-balancer' ELSE 'to:private-address' END,
           jsonb_array_elements(t.targets) ->> 'id'
     WHERE t.target_type <> 'lambda'`,
  maintenance_events: `
    SELECT 'to:instance' AS type, t.instance_key AS key`,
  hosts: `
    SELECT 'host' AS type, t.realm || ' ' || t.key AS key
    UNION ALL SELECT 'address', a FROM ${named('t.addresses')}
    UNION ALL SELECT 'to:record-name', ${fullName('t.name')}
    UNION ALL SELECT 'name', ${fullName('t.name')}`,
  virtual_machines: `
    SELECT 'to:host' AS type, ${host} AS key
    UNION ALL SELECT 'address', a FROM ${named('t.addresses')}
    UNION ALL SELECT 'name', ${fullName('t.hostname')}
    UNION ALL SELECT 'to:volume', ${onHost(`(d ->> 'source')`)} FROM jsonb_array_elements(t.disks) d
    UNION ALL SELECT 'to:network', ${onHost(`(i ->> 'source')`)} FROM jsonb_array_elements(t.interfaces) i WHERE i ->> 'type' = 'network'`,
  storage_pools: `
    SELECT 'storage-pool' AS type, ${onHost('t.name')} AS key
    UNION ALL SELECT 'to:host', ${host}`,
  volumes: `
    SELECT 'volume' AS type, ${onHost('t.path')} AS key
    UNION ALL SELECT 'volume', ${onHost(`t.pool || '/' || t.name`)}
    UNION ALL SELECT 'to:volume', ${onHost('t.backing_path')}
    UNION ALL SELECT 'to:storage-pool', ${onHost('t.pool')}`,
  networks: `
    SELECT 'network' AS type, ${onHost('t.name')} AS key
    UNION ALL SELECT 'to:host', ${host}`,
  database_servers: `
    SELECT 'database-server' AS type, t.realm || ' ' || t.key AS key
    UNION ALL SELECT 'primary', t.system_identifier WHERE t.role = 'primary'
    UNION ALL SELECT 'to:primary', t.system_identifier WHERE t.role = 'replica'
    UNION ALL SELECT 'address', a FROM ${named('t.addresses')}
    UNION ALL SELECT 'to:address', a FROM ${named('t.addresses')}
    UNION ALL SELECT 'name', ${fullName('t.host')}
    UNION ALL SELECT 'to:record-name', ${fullName('t.host')}`,
  databases: `
    SELECT 'to:database-server' AS type, t.realm || ' ' || t.server_key AS key`,
  record_sets: `
    SELECT 'record-name' AS type, t.name AS key WHERE t.type IN ('A', 'AAAA', 'CNAME', 'ALIAS')
    UNION ALL SELECT 'to:address', unnest(t.contents) WHERE t.type IN ('A', 'AAAA')
    UNION ALL SELECT 'to:name', rtrim(lower(regexp_replace(v, '^.*\\s', '')), '.') FROM unnest(t.contents) v
     WHERE t.type IN ('CNAME', 'ALIAS', 'MX', 'SRV', 'NS')`,
};

/** FROM and WHERE that give the keys `k` of rows `t` of a kind. */
export const withKeys = (kind: string) => `${kind} t, LATERAL (${linkKeys[kind]}) k WHERE k.key <> ''`;
