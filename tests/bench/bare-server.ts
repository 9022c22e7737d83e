import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/**
 * The limit of a list over HTTP: `node:http` and `pg` alone, with prepared statements, in a process of its own like ours. It knows nobody, checks nothing
 * and counts nothing. BENCH_STATEMENTS: path → statement.
 */
const statements = JSON.parse(process.env['BENCH_STATEMENTS']!) as Record<string, { text: string; values: unknown[] }>;
const names = new Map(Object.keys(statements).map((path, n) => [path, `bare${n}`]));
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 20,
  options: '-c timezone=UTC -c jit=off',
});

const server = createServer((req, res) => {
  const path = req.url!;
  pool.query({ name: names.get(path), ...statements[path]! }).then(
    ({ rows }) => {
      const body = JSON.stringify({ items: rows });
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      res.end(body);
    },
    (error: Error) => {
      res.writeHead(500, { 'content-length': Buffer.byteLength(error.message) });
      res.end(error.message);
    },
  );
});
server.listen(0, '127.0.0.1', () => {
  console.log(`bare server at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => process.exit(0));
