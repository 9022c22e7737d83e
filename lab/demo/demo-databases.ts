import { type ReplicaSet, startReplicaSet } from '../postgres/replica-set.ts';
import { type RecordSetSpec, set } from './record-list.ts';

/**
 * Meridian's own database servers: a real primary and the replica that follows it, beside this process. Names lead to them as they do in a well-kept
 * house: one for each server, and one for whoever is primary, which somebody has to move after a promotion.
 */
export const databaseGroup = 'shop-databases';
export const databaseZone = 'data.eu.meridian.example';

/** As servers are found on Linux, where all of 127.0.0.0/8 is this machine. */
export const databaseAddresses = ['127.0.0.2', '127.0.0.3'] as const;

export const databaseSets: readonly RecordSetSpec[] = [
  set('db1', 'A', databaseAddresses[0], { ttl: 60 }),
  set('db2', 'A', databaseAddresses[1], { ttl: 60 }),
  set('main', 'CNAME', `db1.${databaseZone}`, { ttl: 30, comment: 'the primary: move it after a promotion' }),
  set('read', 'CNAME', `db2.${databaseZone}`, { ttl: 30 }),
];
export interface DatabaseAccess {
  servers: string[];
  user: string;
  password: string;
}

/** As somebody types them into the source. */
export const databaseSettings = (access: DatabaseAccess) => ({
  group: databaseGroup,
  ...access,
  encryption: 'none' as const,
  primaryNames: [`main.${databaseZone}`],
});

/** Nobody remembers whose `legacy_crm` is: its app is gone. */
const owners: Record<string, string> = {
  shop: 'shop',
  blog: 'blog',
  newsletter: 'blog',
  orders: 'shop',
  stock: 'warehouse',
  reports: 'analysts',
  legacy_crm: 'postgres',
};

const roles = [...new Set(Object.values(owners))].filter((role) => role !== 'postgres');

/** @param stateDir keeps them over restarts */
export const startDemoDatabases = (stateDir: string): Promise<ReplicaSet> =>
  startReplicaSet({
    stateDir,
    databases: Object.keys(owners),
    sql: [
      ...roles.map((role) => `CREATE ROLE ${role}`),
      ...Object.entries(owners).map(([database, owner]) => `ALTER DATABASE ${database} OWNER TO ${owner}`),
      `COMMENT ON DATABASE legacy_crm IS 'who still uses this?'`,
      `ALTER DATABASE reports CONNECTION LIMIT 10`,
    ],
  });
