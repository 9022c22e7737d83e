import pg from 'pg';
import { superuserUrl, type Credentials } from './credentials.ts';

/**
 * Makes sure of the login `switchyard`: not a superuser, so that nothing works here which would fail on a managed
 * PostgreSQL; it may create roles (the readers and the worker of the access rules) and databases.
 */
export async function provisionLogin(credentials: Credentials, port: number): Promise<void> {
  await withClient(superuserUrl(credentials, port), async (client) => {
    const login = pg.escapeIdentifier(credentials.login);
    const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [credentials.login]);
    await client.query(
      `${known.rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${login} LOGIN NOSUPERUSER CREATEROLE CREATEDB NOBYPASSRLS
       PASSWORD ${pg.escapeLiteral(credentials.loginPassword)}`,
    );
  });
}

export async function provisionDatabase(credentials: Credentials, port: number, name: string): Promise<void> {
  await withClient(superuserUrl(credentials, port), async (client) => {
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (known.rowCount !== 0) return;
    await client.query(
      `CREATE DATABASE ${pg.escapeIdentifier(name)} OWNER ${pg.escapeIdentifier(credentials.login)} TEMPLATE template0`,
    );
  });
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 });
  client.on('error', () => {}); // told by the query that fails
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
