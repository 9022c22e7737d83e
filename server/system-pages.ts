import express, { type Router } from 'express';
import type { Panel } from './panel.ts';

/** What runs beside the API: life signs for whoever supervises the process. */
export function systemPages(panel: Panel): Router {
  const router = express.Router();
  router.get('/healthz', (_req, res) => void res.json({ ok: true }));
  router.get('/readyz', async (_req, res) => {
    const database = await panel.pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
    const ready = database && panel.events.connected;
    res.status(ready ? 200 : 503).json({ ready, database, events: panel.events.connected });
  });
  return router;
}
