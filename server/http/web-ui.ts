import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { pageHeaders } from './headers.ts';

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Switchyard</title>
<p>The web UI is not built. Run <code>npm run build</code>. The API is at <a href="/api/docs">/api/docs</a>.</p></html>`;

/** The page, read again when a new build has replaced it. */
function indexReader(folder: string): () => string {
  const path = join(folder, 'index.html');
  let text = NOT_BUILT;
  let readOf = 0;
  return () => {
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (changed === undefined) return NOT_BUILT;
    if (changed !== readOf) {
      text = readFileSync(path, 'utf8');
      readOf = changed;
    }
    return text;
  };
}

/**
 * The built UI: hashed files for ever, the page anew each time with a nonce of its own, and the page too for every address below that is no file,
 * so that reloading works. `notFound` answers for what must not come back as a page: a missing chunk, an unknown API path.
 */
export function webUi(folder: string, tls: boolean, notFound: (req: Request, res: Response) => void): Router {
  const router = express.Router();
  const index = indexReader(folder);
  const page: RequestHandler = (req, res, next) => {
    const nonce = randomBytes(16).toString('base64');
    pageHeaders(nonce, tls)(req, res, (error?: unknown) => {
      if (error) return next(error);
      res.setHeader('cache-control', 'no-cache');
      res.type('html').send(index().replaceAll('__NONCE__', nonce));
    });
  };
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false, redirect: false }),
  );
  router.use(['/assets', '/api'], notFound);
  router.get('/index.html', page);
  router.use(express.static(folder, { index: false, redirect: false, maxAge: '1h', dotfiles: 'ignore' }));
  router.get(/.*/, page);
  router.use(notFound);
  return router;
}
