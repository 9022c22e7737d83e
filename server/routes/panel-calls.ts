import { afterAll, beforeAll } from 'vitest';
import type { AnyObject } from '../../contract/api/list.ts';
import { testServer, type TestServer } from '../test-server.ts';

/** A server for the tests of one file, and what they call it by. */
export function panelCalls() {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer();
  });
  afterAll(() => server.stop());

  const post = <T = AnyObject>(path: string, body?: unknown, as?: string) =>
    server.call<T>(path, { method: 'POST', body, as });
  return {
    get server() {
      return server;
    },
    post,
    patch: <T = AnyObject>(path: string, body: unknown, as?: string) =>
      server.call<T>(path, { method: 'PATCH', body, as }),
    remove: (path: string, as?: string) => server.call(path, { method: 'DELETE', as }),
    due: async (task: string) =>
      (await server.db.worker.query(`SELECT * FROM due_work WHERE task = $1 AND done_at IS NULL`, [task])).rows,
    lastAudit: async () =>
      (await server.db.worker.query('SELECT * FROM audit ORDER BY at DESC LIMIT 1')).rows[0] as Record<string, unknown>,
    newCluster: async (name: string) => (await post('/clusters', { name })).body.id,
  };
}

export const errorsOf = (body: unknown) => (body as { errors: Record<string, string> }).errors;
