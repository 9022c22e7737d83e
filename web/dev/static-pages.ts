import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { createGzip } from 'node:zlib';
import { newId } from './seeded.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The built pages with the policy that the server sends. */
export function staticPage(request: IncomingMessage, response: ServerResponse, url: URL, root: string): void {
  const wanted = join(root, normalize(url.pathname));
  const file = existsSync(wanted) && statSync(wanted).isFile() ? wanted : null;
  if (!file && url.pathname.startsWith('/assets/')) {
    response.writeHead(404).end();
    return;
  }
  if (!file) {
    const nonce = newId();
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; img-src 'self' data:; font-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    });
    response.end(readFileSync(join(root, 'index.html'), 'utf8').replaceAll('__NONCE__', nonce));
    return;
  }
  const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding']));
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'public, max-age=31536000, immutable',
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
  });
  const bytes = createReadStream(file);
  if (zipped) bytes.pipe(createGzip()).pipe(response);
  else bytes.pipe(response);
}
