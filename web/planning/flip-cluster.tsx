import { useGetList } from 'ra-core';
import type { Row } from '../api/data-provider.ts';
import { ActionButtons } from './action-buttons.tsx';
import { actionNamed } from './find-action.ts';

/** The load balancer of a name, in a cluster before elsewhere. */
function useBalancer(name: unknown, clusterId: string): Row | undefined {
  const asked = typeof name === 'string' && name !== '';
  const { data } = useGetList<Row>(
    'load-balancers',
    {
      filter: { q: asked ? name : '' },
      sort: { field: 'name', order: 'ASC' },
      pagination: { page: 1, perPage: 50 },
    },
    { enabled: asked },
  );
  const named = data?.filter((row) => row['name'] === name) ?? [];
  return named.find((row) => row['clusterId'] === clusterId) ?? named[0];
}

const missing = (what: string, name: unknown, found: Row | undefined) =>
  found ? null : name ? `no load balancer ${String(name)} is known` : `the cluster names no ${what} load balancer`;

/** Moves the names of a cluster from the load balancer that takes its traffic to the one that stands by. */
export function FlipCluster({ row }: { row: Row }) {
  const flip = actionNamed('dns.flip');
  const from = useBalancer(row['currentLoadBalancer'], row.id);
  const to = useBalancer(row['standbyLoadBalancer'], row.id);
  if (!flip) return null;
  const params = { clusterId: row.id, fromLoadBalancerId: from?.id, toLoadBalancerId: to?.id };
  return (
    <ActionButtons
      beginnings={[{ action: flip, params }]}
      whyNot={
        missing('current', row['currentLoadBalancer'], from) ?? missing('standby', row['standbyLoadBalancer'], to)
      }
    />
  );
}
