import type { IncomingMessage, ServerResponse } from 'node:http';
import { newRequestId, runInContext } from '../../runtime/context.ts';
import { logFor } from '../../runtime/log.ts';
import type { Panel } from '../panel.ts';
import { type Answer, type Ask, SENT } from './ask.ts';
import { readJson } from './body.ts';
import { checked, checkedQuery } from './check.ts';
import { credentialOf, refuseForeignOrigin } from './credential.ts';
import { routeMatcher } from './match.ts';
import { type DeniedRequest, noteDenied } from './note-denied.ts';
import { noteFailure } from './note-failure.ts';
import { ApiProblem, badRequest, notFound, notSignedIn, problemBody, problemOf } from './problem.ts';
import { type Origin, originOf, type Trust } from './proxies.ts';
import type { Route } from './route.ts';

const log = logFor('api');

const SANE_ID = /^[\w.:-]{8,100}$/;

/** A caller's own id runs through logs and audit if it looks like one; else we make one. */
export function requestIdOf(req: IncomingMessage): string {
  const given = req.headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : newRequestId();
}

const SAFE = new Set(['GET', 'HEAD']);

/**
 * The API router: finds the route, checks what came, asks its handler and sends what it answers, or the problem.
 * It is the last handler of what lies below its prefix, so it is one function and not a chain of them.
 */
export function apiHandler(panel: Panel, routes: readonly Route[], prefix: string, trust: Trust) {
  const match = routeMatcher(routes);
  return (req: IncomingMessage, res: ServerResponse): void => {
    const requestId = requestIdOf(req);
    const started = process.hrtime.bigint();
    let named = 'none';
    let found: Found | undefined;
    const origin = originOf(req, trust);
    const work = async () => {
      try {
        found = find(req, match, prefix);
        named = `${found.route.method} ${found.route.path}`;
        const ask = await askOf(panel, req, res, requestId, found, origin);
        const answer = await found.route.handle(ask);
        if (answer !== SENT) send(res, requestId, answer);
      } catch (error) {
        if (found) await noteDenied(panel, error, deniedOf(panel, req, found, origin));
        sendProblem(res, requestId, error, named);
      } finally {
        panel.metrics.request(named, res.statusCode, Number(process.hrtime.bigint() - started) / 1e9);
      }
    };
    runInContext({ requestId, address: origin.address }, work).catch((error: unknown) => {
      log.error({ err: error, requestId }, 'an answer could not be sent');
      res.destroy();
    });
  };
}

interface Found {
  route: Route;
  params: Record<string, string>;
  search: string;
}

function find(req: IncomingMessage, match: ReturnType<typeof routeMatcher>, prefix: string): Found {
  const url = req.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const method = req.method === 'HEAD' ? 'GET' : (req.method ?? 'GET');
  const matched = match(method, path.startsWith(prefix) ? path.slice(prefix.length) : path);
  if (!matched) throw notFound();
  if ('allowed' in matched)
    throw new ApiProblem(405, 'This cannot be done here', {
      detail: `There is ${matched.allowed.join(', ')}`,
      headers: { allow: matched.allowed.join(', ') },
    });
  return { ...matched, search: mark < 0 ? '' : url.slice(mark + 1) };
}

const isSecure = (panel: Panel, origin: Origin) => panel.config.publicUrl?.startsWith('https:') ?? origin.secure;

const deniedOf = (panel: Panel, req: IncomingMessage, { route, params }: Found, origin: Origin): DeniedRequest => ({
  route,
  params,
  address: origin.address,
  hash: credentialOf(req, isSecure(panel, origin))?.hash ?? null,
});

async function askOf(
  panel: Panel,
  req: IncomingMessage,
  res: ServerResponse,
  requestId: string,
  { route, params, search }: Found,
  origin: Origin,
): Promise<Ask> {
  const secure = isSecure(panel, origin);
  const credential = credentialOf(req, secure);
  if (!credential && route.access !== 'anyone') throw notSignedIn();
  if (!SAFE.has(req.method!) && credential?.via !== 'bearer') refuseForeignOrigin(req, ownHosts(panel, req, origin));
  return {
    panel,
    req,
    res,
    requestId,
    hash: credential?.hash ?? null,
    address: origin.address,
    secure,
    params,
    search,
    query: route.readsQuery ? undefined : queryOf(route, search),
    body: route.body ? checked(route.body, await readJson(req)) : undefined,
  };
}

/** Names under which a browser may have reached this page: as sent, as a trusted proxy says, as the operator says. */
function ownHosts(panel: Panel, req: IncomingMessage, origin: Origin): string[] {
  const publicHost = panel.config.publicUrl && new URL(panel.config.publicUrl).host;
  return [req.headers.host, origin.host, publicHost].filter((host) => host !== undefined);
}

function queryOf(route: Route, search: string): unknown {
  if (route.query) return checkedQuery(route.query, search);
  if (search === '') return {};
  const [first] = new URLSearchParams(search).keys();
  if (first !== undefined) throw badRequest({ [first]: 'no such parameter' });
  return {};
}

export function send(
  res: ServerResponse,
  requestId: string,
  { status, body, json, headers }: Answer,
  type = 'application/json; charset=utf-8',
): void {
  if (res.headersSent || res.destroyed) return;
  res.statusCode = status;
  res.setHeader('x-request-id', requestId);
  res.setHeader('cache-control', 'no-store');
  if (headers) for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  if (body === undefined && json === undefined) {
    res.end();
    return;
  }
  const text = json ?? JSON.stringify(body);
  res.setHeader('content-type', type);
  res.setHeader('content-length', Buffer.byteLength(text));
  // As a text: headers and body then leave in one write.
  res.end(text);
}

export function sendProblem(res: ServerResponse, requestId: string, error: unknown, where: string): void {
  noteFailure(log, error, { where, requestId });
  const problem =
    problemOf(error) ??
    new ApiProblem(500, 'Something went wrong in the server', { detail: 'It is in the log under this request id' });
  if (res.headersSent || res.destroyed) {
    // A stream that broke off must not look whole.
    res.destroy();
    return;
  }
  const { status, headers } = problem;
  send(res, requestId, { status, body: problemBody(problem, requestId), headers }, 'application/problem+json');
}
