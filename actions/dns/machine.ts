import type { Queryable } from '../../model/database.ts';
import { missing } from '../../model/panel/refused.ts';

/** Addresses by what they are for. Of a virtual machine nobody knows which of its IPv4 addresses are private: they are both. */
export interface Addresses {
  public: string[];
  private: string[];
  ipv6: string[];
}

/** What record sets can point at: an instance, a virtual machine, or an Elastic IP by itself. */
export interface Machine extends Addresses {
  kind: 'instances' | 'virtual_machines' | 'addresses';
  id: string;
  name: string;
  clusterId: string | null;
  gone: boolean;
  /** Its Elastic IPs: where it has some, names lead there rather than to what it loses when it stops. */
  elastic: string[];
  /** Those that it had in the last 30 days and has no more. */
  former: Addresses;
}

const V6 = (addresses: string) => `ARRAY(SELECT a FROM unnest(${addresses}) a WHERE a LIKE '%:%')`;
const V4 = (addresses: string) => `ARRAY(SELECT a FROM unnest(${addresses}) a WHERE a NOT LIKE '%:%')`;
const former = (kind: string, column: string) => `
  ARRAY(SELECT DISTINCT a FROM ${kind}_history h, unnest(h.${column}) a
         WHERE h.id = t.id AND h.valid_to > now() - interval '30 days' AND a <> ALL (t.${column}) ORDER BY a)`;

/** Each kind's SELECT over `t`. */
const MACHINES = {
  instances: `
    SELECT 'instances' AS kind, t.id, t.name, t.cluster_id AS "clusterId", t.gone_at IS NOT NULL OR t.state = 'terminated' AS gone,
           t.public_addresses AS public, t.private_addresses AS private, t.ipv6_addresses AS ipv6,
           ARRAY(SELECT e.address FROM addresses e WHERE e.address = ANY (t.public_addresses) AND e.gone_at IS NULL ORDER BY 1) AS elastic,
           jsonb_build_object('public', ${former('instances', 'public_addresses')}, 'private', ${former('instances', 'private_addresses')},
                              'ipv6', ${former('instances', 'ipv6_addresses')}) AS former
      FROM instances t`,
  virtual_machines: `
    SELECT 'virtual_machines' AS kind, t.id, t.name, t.cluster_id AS "clusterId", t.gone_at IS NOT NULL AS gone,
           ${V4('t.addresses')} AS public, ${V4('t.addresses')} AS private, ${V6('t.addresses')} AS ipv6, '{}'::text[] AS elastic,
           jsonb_build_object('public', ${V4(former('virtual_machines', 'addresses'))}, 'private', ${V4(former('virtual_machines', 'addresses'))},
                              'ipv6', ${V6(former('virtual_machines', 'addresses'))}) AS former
      FROM virtual_machines t`,
  addresses: `
    SELECT 'addresses' AS kind, t.id, t.name, t.cluster_id AS "clusterId", t.gone_at IS NOT NULL AS gone,
           ARRAY[t.address] AS public, '{}'::text[] AS private, '{}'::text[] AS ipv6, '{}'::text[] AS elastic,
           '{"public": [], "private": [], "ipv6": []}'::jsonb AS former
      FROM addresses t`,
};

export const allOf = ({ public: open, private: inside, ipv6 }: Addresses): string[] => [
  ...new Set([...open, ...inside, ...ipv6]),
];

/** @throws Refused 404 naming the parameter */
export async function machineById(db: Queryable, id: string, parameter: string): Promise<Machine> {
  for (const select of Object.values(MACHINES)) {
    const { rows } = await db.query<Machine>(`${select} WHERE t.id = $1`, [id]);
    if (rows[0]) return rows[0];
  }
  throw missing(`params.${parameter}: there is no such instance, virtual machine or address`);
}

/** An address with the machine that has it now. */
export interface Holder {
  address: string;
  kind: 'instances' | 'virtual_machines';
  id: string;
  name: string;
  clusterId: string | null;
}

/** Addresses that somebody else who is there has now: what points at them may mean that one. */
export async function heldByOthers(
  db: Queryable,
  addresses: readonly string[],
  except: readonly string[],
): Promise<Holder[]> {
  const { rows } = await db.query<Holder>(
    `SELECT a AS address, 'instances' AS kind, i.id, i.name, i.cluster_id AS "clusterId"
       FROM instances i, unnest(i.public_addresses || i.private_addresses || i.ipv6_addresses) a
      WHERE i.gone_at IS NULL AND i.state <> 'terminated' AND a = ANY ($1) AND i.id <> ALL ($2::uuid[])
      UNION
     SELECT a, 'virtual_machines', v.id, v.name, v.cluster_id FROM virtual_machines v, unnest(v.addresses) a
      WHERE v.gone_at IS NULL AND a = ANY ($1) AND v.id <> ALL ($2::uuid[])
      ORDER BY address, name, id`,
    [addresses, except],
  );
  return rows;
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
