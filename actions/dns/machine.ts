import type { Queryable } from '../../model/database.ts';
import { missing } from '../../model/panel/refused.ts';

/** What record sets can point at: an instance, a virtual machine, or an Elastic IP by itself. */
export interface Machine {
  kind: 'instances' | 'virtual_machines' | 'addresses';
  id: string;
  name: string;
  gone: boolean;
  public: string[];
  private: string[];
  ipv6: string[];
  /** Addresses that it had in the last 30 days and has no more. */
  former: string[];
}

const V6 = (addresses: string) => `ARRAY(SELECT a FROM unnest(${addresses}) a WHERE a LIKE '%:%')`;
const V4 = (addresses: string) => `ARRAY(SELECT a FROM unnest(${addresses}) a WHERE a NOT LIKE '%:%')`;
const former = (kind: string, all: string) => `
  ARRAY(SELECT DISTINCT a FROM ${kind}_history h, unnest(${all.replaceAll('t.', 'h.')}) a
         WHERE h.id = t.id AND h.valid_to > now() - interval '30 days' AND a <> ALL (${all}) ORDER BY a)`;

const OF_INSTANCES = 't.public_addresses || t.private_addresses || t.ipv6_addresses';

/** Each kind's SELECT over `t`. */
const MACHINES = {
  instances: `
    SELECT 'instances' AS kind, t.id, t.name, t.gone_at IS NOT NULL OR t.state = 'terminated' AS gone, t.public_addresses AS public,
           t.private_addresses AS private, t.ipv6_addresses AS ipv6, ${former('instances', OF_INSTANCES)} AS former FROM instances t`,
  virtual_machines: `
    SELECT 'virtual_machines' AS kind, t.id, t.name, t.gone_at IS NOT NULL AS gone, ${V4('t.addresses')} AS public, ${V4('t.addresses')} AS private,
           ${V6('t.addresses')} AS ipv6, ${former('virtual_machines', 't.addresses')} AS former FROM virtual_machines t`,
  addresses: `
    SELECT 'addresses' AS kind, t.id, t.name, t.gone_at IS NOT NULL AS gone, ARRAY[t.address] AS public, '{}'::text[] AS private, '{}'::text[] AS ipv6,
           '{}'::text[] AS former FROM addresses t`,
};

/** @throws Refused 404 naming the parameter */
export async function machineById(db: Queryable, id: string, parameter: string): Promise<Machine> {
  for (const select of Object.values(MACHINES)) {
    const { rows } = await db.query<Machine>(`${select} WHERE t.id = $1`, [id]);
    if (rows[0]) return rows[0];
  }
  throw missing(`params.${parameter}: there is no such instance, virtual machine or address`);
}

/** Addresses that somebody else who is there has now: what points at them may mean that one. */
export async function takenBy(
  db: Queryable,
  addresses: readonly string[],
  except: string,
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ address: string; name: string }>(
    `SELECT a AS address, i.name FROM instances i, unnest(i.public_addresses || i.private_addresses || i.ipv6_addresses) a
      WHERE i.gone_at IS NULL AND i.id <> $2 AND i.state <> 'terminated' AND a = ANY ($1)
     UNION SELECT a, v.name FROM virtual_machines v, unnest(v.addresses) a WHERE v.gone_at IS NULL AND v.id <> $2 AND a = ANY ($1)`,
    [addresses, except],
  );
  return new Map(rows.map(({ address, name }) => [address, name]));
}

export interface Guess {
  id: string;
  name: string;
  because: string;
}

/**
 * What has probably taken a machine's place, best first: of the same name, registered in the same target groups, or with the same role. The model's
 * links of what is gone are history, so target groups are compared by what they were linked to then.
 */
export async function guessReplacements(db: Queryable, machine: Machine): Promise<Guess[]> {
  if (machine.kind === 'addresses') return [];
  const groups = `
    SELECT l.from_id FROM links l WHERE l.from_kind = 'target_groups' AND l.to_id = $1
     UNION SELECT l.from_id FROM links_history l WHERE l.from_kind = 'target_groups' AND l.to_id = $1`;
  const role = machine.kind === 'instances' ? `coalesce(t.tags ->> 'Role', t.tags ->> 'role')` : `NULL::text`;
  const { rows } = await db.query<{ id: string; name: string; named: boolean; grouped: boolean; alike: boolean }>(
    `SELECT * FROM (
       SELECT t.id, t.name, t.name = old.name AS named,
              EXISTS (SELECT FROM links l WHERE l.to_id = t.id AND l.from_kind = 'target_groups' AND l.from_id IN (${groups})) AS grouped,
              coalesce(${role} = (SELECT ${role} FROM ${machine.kind} t WHERE t.id = $1), false) AS alike
         FROM ${machine.kind} t, (SELECT name, cluster_id FROM ${machine.kind} WHERE id = $1) old
        WHERE t.gone_at IS NULL AND t.state = 'running' AND t.id <> $1 AND t.cluster_id IS NOT DISTINCT FROM old.cluster_id) g
      WHERE named OR grouped OR alike
      ORDER BY named DESC, grouped DESC, alike DESC, name, id LIMIT 10`,
    [machine.id],
  );
  return rows.map(({ id, name, named, grouped, alike }) => ({
    id,
    name,
    because: [named && 'the same name', grouped && 'the same target group', alike && 'the same role']
      .filter(Boolean)
      .join(', '),
  }));
}
