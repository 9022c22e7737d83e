import type { MapNode } from '../../../contract/api/map.ts';
import type { Status } from '../../../contract/kinds/kind.ts';
import { capital, countOf, kindNamed } from '../../kinds/find.ts';
import { BY_RANK } from './tally.ts';
import type { Web } from './web.ts';

/** "web-1", or of a group "Instances". */
export const titleOf = (node: MapNode): string =>
  node.group ? capital(kindNamed(node.kind)?.many ?? node.kind) : node.name;

/** "2 failing, 1 attention, 40 ok" */
export const said = (statuses: Partial<Record<Status, number>>): string =>
  BY_RANK.flatMap((status) => (statuses[status] ? [`${statuses[status].toLocaleString('en')} ${status}`] : [])).join(
    ', ',
  );

/** What an object is, in one sentence for who does not see it. */
export function spoken({ byId, near }: Web, id: string, linked?: boolean): string {
  const node = byId.get(id);
  if (!node) return '';
  const links = near.get(id)?.size ?? 0;
  const what = node.group
    ? `${countOf(node.group.count, node.kind)}: ${said(node.group.statuses)}`
    : `${node.name}, ${kindNamed(node.kind)?.one ?? node.kind}${node.detail ? ` ${node.detail}` : ''}, ${node.status}`;
  return `${what}, ${links === 0 ? 'no links' : links === 1 ? '1 link' : `${links} links`}${linked === false ? ', beside it' : ''}`;
}
