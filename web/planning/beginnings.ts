import type { LinkList } from '../../contract/api/links.ts';
import type { Row } from '../api/data-provider.ts';
import { actionNamed, actionsFrom, beginning } from './find-action.ts';
import type { WebAction } from './web-action.ts';

/** An action that begins at something, with what is known of it there. */
export interface Beginning {
  action: WebAction;
  params: Record<string, unknown>;
}

type Involved = { kind: string; id: string };

const of = (name: string, params: Record<string, unknown>): Beginning[] => {
  const action = actionNamed(name);
  return action ? [{ action, params }] : [];
};

export const atObjects = (kind: string, ids: readonly string[]): Beginning[] =>
  actionsFrom(kind).map((action) => ({ action, params: beginning(action, kind, ids) }));

/** Announced work concerns a server, whose names can be moved to another before it begins. */
export function atEvent(links: LinkList['items']): Beginning[] {
  const server = links.find(({ object }) => object.kind === 'instances')?.object;
  return server ? atObjects('instances', [server.id]).filter(({ action }) => action.name === 'dns.repoint') : [];
}

const MACHINES: ReadonlySet<string> = new Set(['instances', 'virtual_machines', 'addresses']);

/** A record set that points at what is gone, or at what it should not: its names are moved, else it is mended or taken away. */
function atRecordSet(subject: string, involved: readonly Involved[]): Beginning[] {
  const machine = involved.find(({ kind }) => MACHINES.has(kind));
  const balancer = involved.find(({ kind }) => kind === 'load_balancers');
  return [
    ...(machine ? of('dns.repoint', { fromId: machine.id }) : []),
    ...(balancer ? of('dns.flip', { fromLoadBalancerId: balancer.id, recordSetIds: [subject] }) : []),
    ...of('dns.edit', { recordSetId: subject }),
    ...of('dns.delete', { recordSetIds: [subject] }),
  ];
}

/** What a finding suggests, the likeliest first. */
export function atFinding(finding: Row): Beginning[] {
  const subject = String(finding['subjectId']);
  const involved = (finding['involved'] ?? []) as Involved[];
  switch (finding['rule']) {
    case 'record-set-about-to-dangle':
    case 'record-set-dangling':
    case 'record-set-off-target':
    case 'record-set-unowned':
      return atRecordSet(subject, involved);
    case 'load-balancer-no-healthy-target':
      return of('dns.flip', { fromLoadBalancerId: subject });
    default:
      return [];
  }
}
