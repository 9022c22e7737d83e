import { findKind } from '../../contract/kinds/all.ts';
import { writeAudit } from '../../model/panel/audit.ts';
import { currentContext } from '../../runtime/context.ts';
import { logFor } from '../../runtime/log.ts';
import type { Panel } from '../panel.ts';
import { asPanel } from '../reader.ts';
import { Denials } from './denials.ts';
import { problemOf } from './problem.ts';
import type { Route } from './route.ts';

const log = logFor('api');
const denials = new Denials();

export interface DeniedRequest {
  route: Route;
  params: Record<string, string>;
  address: string;
  /** Of the credential that came, good or not. */
  hash: string | null;
}

/**
 * Puts on record who was refused what: every 403, and what is as much and told as something else (`denied`), whatever the route, and every 401 to what would have changed something. Before the answer is sent; what
 * cannot be written is in the log, and refused all the same. Sign-in has a record of its own.
 */
export async function noteDenied(panel: Panel, error: unknown, request: DeniedRequest): Promise<void> {
  const problem = problemOf(error);
  if (!problem) return;
  const { route, params, address } = request;
  const kind = route.method === 'GET' ? 'read' : 'write';
  const counts = problem.denied || (problem.status === 401 && kind === 'write' && route.tag !== 'sessions');
  if (!counts) return;
  const action = `${problem.ability ?? route.name}.denied`;
  const told = { action, request: `${route.method} ${route.path}`, reason: problem.detail ?? problem.message };
  try {
    await knowPrincipal(panel, request.hash);
    const principalId = currentContext()?.principal?.id ?? null;
    const left = denials.take({ principalId, address, action, kind });
    if (left === null) return log.info(told, 'denied, and not on record: there were too many of the same');
    const object = objectOf(route, params);
    const after = { reason: told.reason, request: told.request, ...(left ? { leftOut: left } : {}) };
    await asPanel(panel, 'BEGIN', (client) => writeAudit(client, { action, ...object, after }));
  } catch (failure) {
    log.error({ err: failure, ...told }, 'denied, and it could not be put on record');
  }
}

/** What was refused before anybody asked whose credential it is, such as a page of another site that rides on a session. */
async function knowPrincipal(panel: Panel, hash: string | null): Promise<void> {
  const context = currentContext();
  if (!context || context.principal || hash === null) return;
  const { rows } = await panel.pool.query<{ id: string; name: string }>('SELECT id, name FROM principal_of($1)', [
    hash,
  ]);
  if (rows[0]) context.principal = rows[0];
}

/** `/<kind>/:id/…` is about that object. */
function objectOf(route: Route, { id }: Record<string, string>): { objectKind?: string; objectId?: string } {
  const kind = findKind(route.path.split('/')[1]!.replaceAll('-', '_'));
  return kind ? { objectKind: kind.name, ...(id === undefined ? {} : { objectId: id }) } : {};
}
