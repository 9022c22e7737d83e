import type { Estate, Thing } from './estate.ts';
import { ago } from './estate.ts';

export interface Edge {
  from: Thing;
  fromKind: string;
  to: Thing;
  toKind: string;
  rule: string;
  because: string;
}

/** Links as the rules of the model would make them, from the values in the rows. */
export function edgesOf(estate: Estate): Edge[] {
  const edges: Edge[] = [];
  const of = (kind: string) => estate.get(kind) ?? [];
  const byAddress = new Map<string, Thing>();
  const byKey = new Map<unknown, Thing>();
  for (const instance of of('instances')) {
    byKey.set(instance['key'], instance);
    for (const address of [...(instance['publicAddresses'] as string[]), ...(instance['ipv6Addresses'] as string[])])
      if (!byAddress.has(address)) byAddress.set(address, instance);
  }
  const zones = new Map(of('zones').map((zone) => [zone['key'], zone]));
  for (const record of of('record_sets')) {
    const base = { from: record, fromKind: 'record_sets' };
    for (const content of record['contents'] as string[]) {
      const instance = byAddress.get(content);
      if (instance)
        edges.push({
          ...base,
          to: instance,
          toKind: 'instances',
          rule: 'record-set.address',
          because: `its value ${content} is an address of the instance`,
        });
      const balancer = of('load_balancers').find((one) => one['dnsName'] === content);
      if (balancer)
        edges.push({
          ...base,
          to: balancer,
          toKind: 'load_balancers',
          rule: 'record-set.name',
          because: `its value ${content} is the name of the load balancer`,
        });
    }
    const zone = zones.get(record['zoneKey']);
    if (zone) edges.push({ ...base, to: zone, toKind: 'zones', rule: 'record-set.zone', because: 'it is in the zone' });
  }
  for (const group of of('target_groups')) {
    for (const target of group['targets'] as { id: string }[]) {
      const instance = byKey.get(target.id);
      if (instance)
        edges.push({
          from: group,
          fromKind: 'target_groups',
          to: instance,
          toKind: 'instances',
          rule: 'target-group.target',
          because: `${target.id} is one of its targets`,
        });
    }
    const balancer = of('load_balancers').find((one) =>
      (group['loadBalancerNames'] as unknown[]).includes(one['name']),
    );
    if (balancer)
      edges.push({
        from: balancer,
        fromKind: 'load_balancers',
        to: group,
        toKind: 'target_groups',
        rule: 'load-balancer.target-group',
        because: 'it sends traffic to the target group',
      });
  }
  const hosts = new Map(of('hosts').map((host) => [host['key'], host]));
  for (const kind of ['virtual_machines', 'storage_pools', 'networks', 'volumes'])
    for (const one of of(kind)) {
      const host = hosts.get(one['hostKey']);
      if (host)
        edges.push({ from: one, fromKind: kind, to: host, toKind: 'hosts', rule: `${kind}.host`, because: 'it is on the host' }); // prettier-ignore
    }
  const servers = new Map(of('database_servers').map((server) => [server['key'], server]));
  for (const database of of('databases')) {
    const server = servers.get(database['serverKey']);
    if (server)
      edges.push({ from: database, fromKind: 'databases', to: server, toKind: 'database_servers', rule: 'database.server', because: 'it is on the server' }); // prettier-ignore
  }
  for (const [kind, rule] of [
    ['maintenance_events', 'maintenance.instance'],
    ['addresses', 'address.instance'],
  ] as const)
    for (const one of of(kind)) {
      const instance = byKey.get(one['instanceKey']);
      if (instance)
        edges.push({
          from: one,
          fromKind: kind,
          to: instance,
          toKind: 'instances',
          rule,
          because: `it names the server ${String(one['instanceKey'])}`,
        });
    }
  return edges;
}

export const neighbour = (kind: string, thing: Thing) => ({
  kind,
  id: thing.id,
  name: String(thing['name']),
  detail: (thing['type'] ?? thing['state'] ?? thing['address'] ?? thing['code'] ?? null) as string | null,
  status: thing.status,
  worstFinding: thing['worstFinding'] ?? null,
  clusterId: thing['clusterId'] ?? null,
});

const SERVED = 60;

export function linksOf(edges: readonly Edge[], id: string) {
  const cut: Record<string, number> = {};
  const served: Record<string, number> = {};
  const items = edges.flatMap((edge) => {
    const out = edge.from.id === id;
    if (!out && edge.to.id !== id) return [];
    const [kind, thing] = out ? [edge.toKind, edge.to] : [edge.fromKind, edge.from];
    served[kind] = (served[kind] ?? 0) + 1;
    if ((served[kind] ?? 0) > SERVED) {
      cut[kind] = (cut[kind] ?? 0) + 1;
      return [];
    }
    return [
      {
        rule: edge.rule,
        because: edge.because,
        direction: out ? 'out' : 'in',
        since: ago(40 * 86_400_000),
        object: neighbour(kind, thing),
      },
    ];
  });
  return { items, cut };
}

/** What depends on an object: against the direction of its links, breadth first, at most 80 nodes. */
export function impactOf(edges: readonly Edge[], kind: string, start: Thing) {
  const nodes = [{ ...neighbour(kind, start), depth: 0 }];
  const found: { from: string; to: string; rule: string }[] = [];
  const known = new Set([start.id]);
  let cut: string | null = null;
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (!node || node.depth >= 4) continue;
    for (const edge of edges) {
      if (edge.to.id !== node.id || edge.fromKind === 'maintenance_events') continue;
      if (!known.has(edge.from.id)) {
        if (nodes.length >= 80) {
          cut = 'The walk stopped at 80 objects; more are touched.';
          continue;
        }
        known.add(edge.from.id);
        nodes.push({ ...neighbour(edge.fromKind, edge.from), depth: node.depth + 1 });
      }
      found.push({ from: node.id, to: edge.from.id, rule: edge.rule });
    }
  }
  return { nodes, edges: found, cut };
}
