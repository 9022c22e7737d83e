import type { Row } from '../systems/system.ts';

/** For tests: servers and databases as PostgreSQL would tell them. */
export const databaseServer = (key: string, more: Partial<Row<'database_servers'>> = {}): Row<'database_servers'> => ({
  key,
  name: key,
  role: 'primary',
  replication: more.role === 'replica' ? 'streaming' : 'none',
  account: 'acme',
  version: '18.4',
  host: key.split(':')[0]!,
  port: 5432,
  addresses: [],
  systemIdentifier: '7000000000000000001',
  timeline: 1,
  clusterName: null,
  upstream: null,
  replicas: [],
  primaryNames: [],
  maxConnections: 100,
  // Two servers never start in the same microsecond.
  startedAt: `2026-01-01T00:00:00.${String([...key].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1_000_000).padStart(6, '0')}Z`,
  raw: { key },
  ...more,
});

export const database = (name: string, serverKey: string, more: Partial<Row<'databases'>> = {}): Row<'databases'> => ({
  key: `7000000000000000001/${name}`,
  name,
  owner: 'postgres',
  server: serverKey,
  serverKey,
  account: 'acme',
  systemIdentifier: '7000000000000000001',
  encoding: 'UTF8',
  locale: 'C.UTF-8',
  allowsConnections: true,
  connectionLimit: null,
  comment: null,
  raw: { name },
  ...more,
});
