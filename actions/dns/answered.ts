import type { Queryable } from '../../model/database.ts';

/** Whether the model knows anything that the record set leads to. */
export async function hasTarget(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query(`SELECT 1 FROM links WHERE from_kind = 'record_sets' AND from_id = $1 LIMIT 1`, [
    id,
  ]);
  return (rowCount ?? 0) > 0;
}

/** Tables with what a record set can lead to: arrays of addresses, and names. As in model/links/keys.ts, for readers, who do not see the keys. */
const ADDRESSES = [
  'SELECT 1 FROM instances WHERE gone_at IS NULL AND (public_addresses || private_addresses || ipv6_addresses) && $1::text[]',
  'SELECT 1 FROM addresses WHERE gone_at IS NULL AND address = ANY ($1::text[])',
  'SELECT 1 FROM load_balancers WHERE gone_at IS NULL AND addresses && $1::text[]',
  'SELECT 1 FROM virtual_machines WHERE gone_at IS NULL AND addresses && $1::text[]',
  'SELECT 1 FROM hosts WHERE gone_at IS NULL AND addresses && $1::text[]',
  'SELECT 1 FROM database_servers WHERE gone_at IS NULL AND addresses && $1::text[]',
];
const NAMES = [
  'SELECT 1 FROM record_sets WHERE gone_at IS NULL AND name = ANY ($1::text[])',
  `SELECT 1 FROM load_balancers WHERE gone_at IS NULL AND (lower(dns_name) = ANY ($1::text[]) OR 'dualstack.' || lower(dns_name) = ANY ($1::text[]))`,
  'SELECT 1 FROM instances WHERE gone_at IS NULL AND lower(public_name) = ANY ($1::text[])',
  'SELECT 1 FROM virtual_machines WHERE gone_at IS NULL AND lower(hostname) = ANY ($1::text[])',
  'SELECT 1 FROM hosts WHERE gone_at IS NULL AND lower(name) = ANY ($1::text[])',
  'SELECT 1 FROM database_servers WHERE gone_at IS NULL AND lower(host) = ANY ($1::text[])',
];

/** Whether one of these values is an address or a name of something that the planner sees. Of types that lead nowhere: true. */
export async function anythingOfOurs(db: Queryable, type: string, contents: readonly string[]): Promise<boolean> {
  const among =
    type === 'A' || type === 'AAAA' ? ADDRESSES : ['CNAME', 'ALIAS', 'MX', 'SRV', 'NS'].includes(type) ? NAMES : [];
  if (among.length === 0) return true;
  const keys = contents.map((content) => content.replace(/^.*\s/, '').toLowerCase());
  const { rowCount } = await db.query(`${among.join(' UNION ALL ')} LIMIT 1`, [keys]);
  return (rowCount ?? 0) > 0;
}
