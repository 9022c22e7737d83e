import type { Adding } from './add.ts';
import { ago, type Thing } from './estate.ts';

const DAY = 86_400_000;
const GIB = 1024 ** 3;

/** A primary with two replicas, one of which lags, and what is on them. */
export function addDatabases({ random, clusters, add, seen }: Adding, source: Thing): void {
  const cluster = clusters[0] as Thing;
  const replicas = [
    { name: 'db2', address: '192.0.2.42', state: 'streaming', sync: 'sync' },
    { name: 'db3', address: '192.0.2.43', state: 'catchup', sync: 'async' },
  ];
  for (let n = 1; n <= 3; n += 1) {
    const key = `db${n}.corp.example:5432`;
    add('database_servers', {
      status: n === 3 ? 'working' : 'ok',
      name: key,
      role: n === 1 ? 'primary' : 'replica',
      replication: ['none', 'streaming', 'catching-up'][n - 1],
      account: 'main',
      version: '18.4',
      host: `db${n}.corp.example`,
      port: 5432,
      addresses: [`192.0.2.${40 + n}`],
      systemIdentifier: '7412345678901234567',
      timeline: 3,
      clusterName: 'main',
      upstream: n === 1 ? null : 'db1.corp.example:5432',
      replicas: n === 1 ? replicas : [],
      primaryNames: ['db.corp.example'],
      maxConnections: 400,
      startedAt: ago(12 * DAY),
      connections: 40 + random.below(90),
      lagBytes: n === 1 ? null : n === 2 ? 16_384 : 3.2 * GIB,
      transactions: 800 / n,
      ...seen(source, key, key, cluster),
    });
  }
  for (const [name, size] of [
    ['billing', 41],
    ['shop', 212],
    ['search', 9],
    ['postgres', 0.01],
  ] as const)
    add('databases', {
      name,
      owner: name === 'postgres' ? 'postgres' : `${name}_owner`,
      server: 'db1.corp.example:5432',
      serverKey: 'db1.corp.example:5432',
      account: 'main',
      systemIdentifier: '7412345678901234567',
      encoding: 'UTF8',
      locale: 'en_GB.UTF-8',
      allowsConnections: true,
      connectionLimit: null,
      comment: name === 'search' ? 'built anew every night' : null,
      size: size * GIB,
      connections: random.below(50),
      transactions: random.below(400),
      ...seen(source, 'db1.corp.example:5432', `7412345678901234567/${name}`, cluster),
    });
}
