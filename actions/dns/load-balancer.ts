import type { Queryable } from '../../model/database.ts';
import { missing, wrongFields } from '../../model/panel/refused.ts';

/** An instance that a load balancer sends traffic to. */
export interface Behind {
  id: string;
  name: string;
  clusterId: string | null;
  healthy: boolean;
  /** Elastic IPs where it has some, else all its public addresses. */
  public: string[];
  /** Every public address, whatever they are called. */
  anyPublic: string[];
  private: string[];
  ipv6: string[];
}

export interface LoadBalancer {
  id: string;
  name: string;
  dnsName: string | null;
  /** Its own fixed ones. */
  addresses: string[];
  clusterId: string | null;
  behind: Behind[];
  /** What is registered, known to the model or not, as the provider says; `unknowable`: a function is, whose health nobody asks. */
  targets: { registered: number; healthy: number; unknowable: boolean };
}

/**
 * A load balancer with what is behind it, through its target groups or as registered with it (classic). Health is the provider's word: healthy is who
 * is healthy in one of them, as the finding on record sets off their target has it.
 * @throws Refused 400 naming the parameter
 */
export async function loadBalancer(db: Queryable, id: string, parameter: string): Promise<LoadBalancer> {
  const { rows } = await db.query<Omit<LoadBalancer, 'behind' | 'targets'> & { gone: boolean }>(
    `SELECT id, name, lower(dns_name) AS "dnsName", addresses, cluster_id AS "clusterId", gone_at IS NOT NULL AS gone FROM load_balancers WHERE id = $1`,
    [id],
  );
  const found = rows[0];
  if (!found) throw missing(`params.${parameter}: there is no such load balancer`);
  const { gone, ...balancer } = found;
  if (gone && parameter.startsWith('to')) throw wrongFields({ [`params.${parameter}`]: `${balancer.name} is gone` });
  const { rows: behind } = await db.query<Behind>(BEHIND, [id]);
  const { rows: targets } = await db.query<LoadBalancer['targets']>(TARGETS, [id]);
  return { ...balancer, behind, targets: targets[0]! };
}

/** Every target that is registered with it, with the one who registered it: a target group, or itself. */
const REGISTERED = `
  SELECT tg.id AS owner, tg.target_type AS type, t ->> 'id' AS target, t ->> 'health' AS health
    FROM links g
    JOIN target_groups tg ON tg.id = g.from_id AND tg.gone_at IS NULL
   CROSS JOIN LATERAL jsonb_array_elements(tg.targets) t
   WHERE g.to_id = $1 AND g.rule = 'target-group-load-balancer'
  UNION ALL
  SELECT b.id, 'instance', t ->> 'id', t ->> 'health'
    FROM load_balancers b CROSS JOIN LATERAL jsonb_array_elements(b.targets) t
   WHERE b.id = $1`;

const TARGETS = `
  SELECT count(DISTINCT target)::int AS registered, (count(DISTINCT target) FILTER (WHERE health = 'healthy'))::int AS healthy,
         coalesce(bool_or(type = 'lambda'), false) AS unknowable
    FROM (${REGISTERED}) r`;

const BEHIND = `
  WITH registered AS (
    SELECT i.id, r.health
      FROM (${REGISTERED}) r
      JOIN links l ON l.from_id = r.owner AND l.to_kind = 'instances'
      JOIN instances i ON i.id = l.to_id AND (i.key = r.target OR r.target = ANY (i.private_addresses))),
  judged AS (SELECT id, bool_or(health = 'healthy') AS healthy FROM registered GROUP BY id)
  SELECT i.id, i.name, i.cluster_id AS "clusterId", j.healthy AND i.gone_at IS NULL AND i.state = 'running' AS healthy, i.private_addresses AS private, i.ipv6_addresses AS ipv6,
         i.public_addresses AS "anyPublic",
         CASE WHEN e.elastic IS NULL THEN i.public_addresses ELSE e.elastic END AS public
    FROM judged j
    JOIN instances i ON i.id = j.id
    LEFT JOIN LATERAL (
      SELECT array_agg(a.address ORDER BY a.address) AS elastic FROM addresses a WHERE a.address = ANY (i.public_addresses) AND a.gone_at IS NULL) e ON true
   ORDER BY i.name, i.id`;
