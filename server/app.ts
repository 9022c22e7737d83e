import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import compression from 'compression';
import express, { type ErrorRequestHandler, type Request, type Response } from 'express';
import { repositoryRoot } from '../runtime/repository-root.ts';
import { apiHandler, requestIdOf, sendProblem } from './http/dispatch.ts';
import { commonHeaders } from './http/headers.ts';
import { ApiProblem, notFound } from './http/problem.ts';
import type { Trust } from './http/proxies.ts';
import { webUi } from './http/web-ui.ts';
import type { Panel } from './panel.ts';
import { apiRoutes } from './routes/all.ts';
import { systemPages } from './system-pages.ts';

const PREFIX = '/api/v1';

/**
 * Everything that answers HTTP. The API has a table of routes of its own and comes before express, whose layers cost a request more
 * than most of its own work; express serves the pages and files.
 */
export function createApp(panel: Panel): RequestListener {
  const tls = panel.config.publicUrl?.startsWith('https:') ?? false;
  const headers = commonHeaders(tls);
  const pages = express();
  pages.disable('x-powered-by');
  pages.disable('etag');
  pages.set('trust proxy', panel.config.trustProxy);
  pages.use(systemPages(panel));
  pages.use(webUi(join(repositoryRoot, 'dist', 'web'), tls, nothingHere));
  pages.use(failed);
  const api = apiHandler(panel, apiRoutes, PREFIX, pages.get('trust proxy fn') as Trust);
  const compressed = compression({
    level: 4,
    // Events must leave at once, and compressing holds them back.
    filter: (req, res) => !isEvents(req.url) && compression.filter(req, res),
  });

  return (req, res) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    const answer = isApi(req) ? api : pages;
    if (req.headers['accept-encoding'] === undefined) return answer(req, res);
    compressed(req as Request, res as Response, () => answer(req, res));
  };
}

const isApi = ({ url = '' }: IncomingMessage) =>
  url.startsWith(PREFIX) && ['/', '?', undefined].includes(url[PREFIX.length]);
const isEvents = (url: string) => url.startsWith(`${PREFIX}/events`);

const nothingHere = (req: IncomingMessage, res: ServerResponse) =>
  sendProblem(res, requestIdOf(req), notFound(), req.url ?? '');

/** What express itself refuses, such as a path that cannot be decoded. */
const failed: ErrorRequestHandler = (error: { status?: number }, req, res, _next) => {
  const refused = typeof error.status === 'number' && error.status >= 400 && error.status < 500;
  const problem = refused ? new ApiProblem(error.status!, 'The request is not understood') : error;
  sendProblem(res, requestIdOf(req), problem, req.path);
};
