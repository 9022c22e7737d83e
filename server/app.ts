import { join } from 'node:path';
import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { repositoryRoot } from '../runtime/repository-root.ts';
import { apiHandler, requestIdOf, sendProblem } from './http/dispatch.ts';
import { commonHeaders } from './http/headers.ts';
import { ApiProblem, notFound } from './http/problem.ts';
import { webUi } from './http/web-ui.ts';
import type { Panel } from './panel.ts';
import { apiRoutes } from './routes/all.ts';
import { systemPages } from './system-pages.ts';

const PREFIX = '/api/v1';

/** Few layers before the API: each costs every request. */
export function createApp(panel: Panel): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', panel.config.trustProxy);
  const tls = panel.config.publicUrl?.startsWith('https:') ?? false;
  const headers = commonHeaders(tls);
  const api = apiHandler(panel, apiRoutes, PREFIX);
  const compressed = compression({
    level: 4,
    // Events must leave at once, and compressing holds them back.
    filter: (req, res) => !req.url.endsWith('/events') && compression.filter(req, res),
  });

  app.use((req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    if (req.headers['accept-encoding'] === undefined) return isApi(req) ? api(req, res) : next();
    compressed(req, res, (error?: unknown) => (error ? next(error) : isApi(req) ? api(req, res) : next()));
  });
  app.use(systemPages(panel));
  app.use(webUi(join(repositoryRoot, 'dist', 'web'), tls, nothingHere));
  app.use(failed);
  return app;
}

const isApi = (req: Request) => req.url.startsWith(`${PREFIX}/`) || req.url === PREFIX;

const nothingHere = (req: Request, res: Response) => sendProblem(res, requestIdOf(req), notFound(), req.path);

/** What express itself refuses, such as a path that cannot be decoded. */
const failed: ErrorRequestHandler = (error: { status?: number }, req, res, _next) => {
  const refused = typeof error.status === 'number' && error.status >= 400 && error.status < 500;
  sendProblem(
    res,
    requestIdOf(req),
    refused ? new ApiProblem(error.status!, 'The request is not understood') : error,
    req.path,
  );
};
