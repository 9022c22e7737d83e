import express, { type RequestHandler, type Router } from 'express';
import { requestIdOf, sendProblem } from './http/dispatch.ts';
import { metricsPage, refuseStrangers } from './metrics-page.ts';
import { docsPage, docsStyle } from './openapi/docs-page.ts';
import { openApiDocument } from './openapi/document.ts';
import type { Panel } from './panel.ts';
import { apiRoutes } from './routes/all.ts';

/** Made at the first request: it takes a moment, and most processes are never asked. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What stands beside the API: its documentation, life signs and figures for whoever supervises the process. */
export function systemPages(panel: Panel): Router {
  const router = express.Router();
  const document = once(() => openApiDocument(apiRoutes, panel.version));
  const documentText = once(() => JSON.stringify(document()));
  const page = once(() => docsPage(document()));
  const metrics = metricsPage(panel);
  const safely =
    (handler: RequestHandler): RequestHandler =>
    async (req, res, next) => {
      try {
        await handler(req, res, next);
      } catch (error) {
        sendProblem(res, requestIdOf(req), error, req.path);
      }
    };

  router.get('/api/openapi.json', (_req, res) => void res.type('json').send(documentText()));
  router.get('/api/docs', (_req, res) => void res.type('html').send(page()));
  router.get('/api/docs.css', (_req, res) => void res.type('css').send(docsStyle));
  router.get('/healthz', (_req, res) => void res.json({ ok: true }));
  router.get('/readyz', async (_req, res) => {
    const database = await panel.pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
    const ready = database && panel.events.connected;
    res.status(ready ? 200 : 503).json({ ready, database, events: panel.events.connected });
  });
  router.get(
    '/metrics',
    safely(async (req, res) => {
      await refuseStrangers(panel, req);
      res.type(panel.metrics.registry.contentType).send(await metrics());
    }),
  );
  return router;
}
