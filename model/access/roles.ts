import { deriveSecret } from '../../runtime/sealing/sealing.ts';

/**
 * Database roles of one installation. Their names start with the database's own prefix, for roles belong to the whole PostgreSQL server.
 * Only `web` and `worker` may log in. `web` is NOINHERIT: by itself it sees nothing, each request takes on one of the readers.
 */
export interface DatabaseRoles {
  web: string;
  worker: string;
  readerAll: string;
  readerCluster: string;
  panel: string;
}

export const databaseRoles = (prefix: string): DatabaseRoles => ({
  web: `${prefix}_web`,
  worker: `${prefix}_worker`,
  readerAll: `${prefix}_reader_all`,
  readerCluster: `${prefix}_reader_cluster`,
  panel: `${prefix}_panel`,
});

export type LoginPasswords = Record<'web' | 'worker', string>;

/** They follow from the installation's key, so that any process can make them again. */
export const loginPasswords = (roles: DatabaseRoles, masterKey: Buffer): LoginPasswords => ({
  web: deriveSecret(masterKey, `database login ${roles.web}`),
  worker: deriveSecret(masterKey, `database login ${roles.worker}`),
});

/** Makes or mends the roles. Managed PostgreSQL has no superuser: CREATEROLE is enough. */
export function rolesSql(roles: DatabaseRoles, passwords: LoginPasswords): string {
  const role = (name: string, options: string) => `
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name}') THEN CREATE ROLE ${name}; END IF;
    END $$;
    ALTER ROLE ${name} ${options};`;
  return [
    role(roles.readerAll, 'NOLOGIN NOINHERIT'),
    role(roles.readerCluster, 'NOLOGIN NOINHERIT'),
    role(roles.panel, 'NOLOGIN NOINHERIT'),
    role(roles.web, `LOGIN NOINHERIT PASSWORD '${passwords.web}'`),
    role(roles.worker, `LOGIN PASSWORD '${passwords.worker}'`),
    `GRANT ${roles.readerAll}, ${roles.readerCluster}, ${roles.panel} TO ${roles.web};`,
    // What a worker plans anew in somebody's name it plans as that reader.
    `GRANT ${roles.readerAll}, ${roles.readerCluster} TO ${roles.worker};`,
    // BullMQ keeps its queue in a schema of its own, which it makes and upgrades by itself.
    `DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO ${roles.worker}', current_database()); END $$;`,
    `ALTER ROLE ${roles.web} SET jit = off; ALTER ROLE ${roles.worker} SET jit = off;`,
  ].join('\n');
}
