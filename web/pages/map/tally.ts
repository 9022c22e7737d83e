import type { EstateMap, MapNode } from '../../../contract/api/map.ts';
import type { Status } from '../../../contract/kinds/kind.ts';
import { boxOf } from './arrange.ts';

/** Worst first. Of what has gone nothing is wrong any more. */
export const BY_RANK: readonly Status[] = ['failing', 'stale', 'attention', 'working', 'ok', 'gone'];

export interface Count {
  count: number;
  status: Status;
  statuses: Partial<Record<Status, number>>;
}

/** What a cluster holds. */
export interface Tally extends Count {
  kinds: (Count & { kind: string })[];
}

const worse = (one: Status, other: Status) => (BY_RANK.indexOf(one) <= BY_RANK.indexOf(other) ? one : other);

const none = (): Count => ({ count: 0, status: 'gone', statuses: {} });

function add(count: Count, { status, group }: MapNode): void {
  count.status = worse(count.status, status);
  count.count += group?.count ?? 1;
  for (const [one, many] of Object.entries(group?.statuses ?? { [status]: 1 }) as [Status, number][])
    count.statuses[one] = (count.statuses[one] ?? 0) + many;
}

/** Counts by cluster, and in each by kind. */
export function talliesOf({ nodes }: Pick<EstateMap, 'nodes'>): Map<string, Tally> {
  const found = new Map<string, Tally>();
  for (const node of nodes) {
    const tally = found.get(boxOf(node)) ?? { ...none(), kinds: [] };
    found.set(boxOf(node), tally);
    add(tally, node);
    let kind = tally.kinds.find((one) => one.kind === node.kind);
    if (!kind) tally.kinds.push((kind = { ...none(), kind: node.kind }));
    add(kind, node);
  }
  return found;
}

/** How many are how, over everything. */
export function totalOf({ nodes }: Pick<EstateMap, 'nodes'>): Count {
  const total = none();
  for (const node of nodes) add(total, node);
  return total;
}
