import { kindNamed } from '../../contract/kinds/all.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import { MAP_KINDS } from '../../contract/map-kinds.ts';
import { tableAt, type Values } from '../lists/conditions.ts';

/** What part of the estate is drawn. */
export interface Shown {
  /** Of one cluster alone. */
  cluster: string | null;
  kinds: readonly string[];
  at: string | null;
  /** Objects beyond which there are groups. */
  limit: number;
}

/** In the order of the map, whatever the order in which they were asked for. */
export const kindsOf = ({ kinds }: Pick<Shown, 'kinds'>): Kind[] =>
  MAP_KINDS.filter((name) => kinds.includes(name)).map(kindNamed);

/** The rows `o` of a kind that are shown: what is there, or was there then. */
export interface Rows {
  from: string;
  where: string;
  /** SQL of the instant; null: now. */
  at: string | null;
}

export function rowsOf(kind: Kind, { cluster, at }: Pick<Shown, 'cluster' | 'at'>, values: Values): Rows {
  const instant = at && values.add(at, 'timestamptz');
  const own = cluster ? ` AND o.cluster_id = ${values.add(cluster, 'uuid')}` : '';
  return { from: tableAt(kind, instant), where: `o.gone_at IS NULL${own}`, at: instant };
}
