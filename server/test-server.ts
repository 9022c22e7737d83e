import type { Role } from '../contract/access/roles.ts';
import { firstStart } from '../model/first-start.ts';
import { credentialHash } from '../model/panel/credentials.ts';
import { hashPassword } from '../model/panel/passwords.ts';
import { TEST_KEY, testDatabase, type TestDatabase } from '../model/test-database.ts';
import { readConfig } from '../runtime/config.ts';
import { uuidv7 } from '../runtime/uuidv7.ts';
import { startServer } from './start.ts';

export const ADMIN_PASSWORD = 'correct horse battery';
export const ADMIN_TOKEN = 'test-admin-token-0123456789';

export interface Called<T> {
  status: number;
  body: T;
  headers: Headers;
  text: string;
}

export interface TestServer {
  url: string;
  db: TestDatabase;
  /** A program's token with these rights. */
  token(role: Role, clusterIds: string[] | null): Promise<string>;
  user(name: string, role: Role, clusterIds: string[] | null, password?: string): Promise<string>;
  cluster(name: string): Promise<string>;
  call<T = Record<string, unknown>>(path: string, options?: CallOptions): Promise<Called<T>>;
  stop(): Promise<void>;
}

export interface CallOptions {
  method?: string;
  body?: unknown;
  /** A program's token; the admin's unless given, null for none. */
  as?: string | null;
  headers?: Record<string, string>;
}

/** A server of its own on a database of its own, spoken to over HTTP. */
export async function testServer(env: Record<string, string> = {}): Promise<TestServer> {
  const db = await testDatabase();
  await firstStart({
    ownerUrl: db.ownerUrl,
    masterKey: TEST_KEY,
    adminPassword: ADMIN_PASSWORD,
    adminToken: ADMIN_TOKEN,
  });
  const config = readConfig({ PORT: '0', ...env });
  const server = await startServer({ config, webUrl: db.webUrl, masterKey: TEST_KEY });
  return {
    url: server.url,
    db,
    async token(role, clusterIds) {
      const token = `token-${uuidv7()}`;
      await db.worker.query(
        `INSERT INTO tokens (id, name, role, cluster_ids, token_hash) VALUES ($1, $2, $3, $4, $5)`,
        [uuidv7(), `${role} of tests`, role, clusterIds, credentialHash(token)],
      );
      return token;
    },
    async user(name, role, clusterIds, password = ADMIN_PASSWORD) {
      const id = uuidv7();
      await db.worker.query(
        `INSERT INTO users (id, name, role, cluster_ids, disabled, password_hash) VALUES ($1, $2, $3, $4, false, $5)`,
        [id, name, role, clusterIds, await hashPassword(password)],
      );
      return id;
    },
    async cluster(name) {
      const id = uuidv7();
      await db.worker.query(
        `INSERT INTO clusters (id, name, time_zone, stage, rules, needs_approval) VALUES ($1, $2, 'UTC', 'production', '[]', false)`,
        [id, name],
      );
      return id;
    },
    async call<T>(path: string, { method = 'GET', body, as = ADMIN_TOKEN, headers = {} }: CallOptions = {}) {
      const response = await fetch(
        `${server.url}${path.startsWith('/api') || path.startsWith('/healthz') ? path : `/api/v1${path}`}`,
        {
          method,
          redirect: 'manual',
          headers: {
            ...(as === null ? {} : { authorization: `Bearer ${as}` }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
      );
      const text = await response.text();
      const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        body: (isJson ? JSON.parse(text) : undefined) as T,
        headers: response.headers,
        text,
      };
    },
    async stop() {
      await server.stop();
      await db.drop();
    },
  };
}
