import type { MapNode } from '../../contract/api/map.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import { objectJoins } from '../lists/columns.ts';
import { Values } from '../lists/conditions.ts';
import { neighbourColumns, neighbourOf, type NeighbourRow } from '../objects/neighbours.ts';
import { inOneWrite } from '../pool.ts';
import type { Reading } from '../reader.ts';
import { kindsOf, rowsOf, type Shown } from './shown.ts';

/** Which rows of a kind; null: all that are shown. */
export interface Part {
  kind: Kind;
  /** A cluster's, or those in none. */
  clusterId?: string | null;
  ids?: readonly string[];
}

export const everyPart = (shown: Shown): Part[] => kindsOf(shown).map((kind) => ({ kind }));

/** Objects one by one, in the order of the parts and by name. All parts are asked for at once. */
export async function readObjects({ client }: Reading, parts: readonly Part[], shown: Shown): Promise<MapNode[]> {
  const now = shown.at === null ? new Date().toISOString() : null;
  const answers = await Promise.all(
    inOneWrite(client, () => parts.map((part) => client.query<NeighbourRow>(...statement(part, shown)))),
  );
  return answers.flatMap(({ rows }, n) => rows.map((row) => neighbourOf(parts[n]!.kind, row, now)));
}

function statement({ kind, clusterId, ids }: Part, shown: Shown): [string, unknown[]] {
  const values = new Values();
  const { from, where, at } = rowsOf(kind, shown, values);
  const cluster =
    clusterId === undefined
      ? ''
      : clusterId === null
        ? ' AND o.cluster_id IS NULL'
        : ` AND o.cluster_id = ${values.add(clusterId, 'uuid')}`;
  const chosen = ids ? ` AND o.id = ANY (${values.add(ids, 'uuid[]')})` : '';
  return [
    `SELECT ${neighbourColumns(kind, at)} FROM ${from} ${objectJoins(kind, at)} WHERE ${where}${cluster}${chosen} ORDER BY o.name, o.id`,
    values.list,
  ];
}
