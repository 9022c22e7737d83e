import { startTestPostgres } from '../runtime/postgres/test-server.ts';
import { openPool, type Pool } from './database.ts';
import { migrate, type Migrated } from './migrate.ts';
import { derivedSql } from './schema/derived.ts';
import { databaseRoles } from './access/roles.ts';
import { fingerprint, migrations } from './schema/migrations.ts';

export const TEST_KEY = Buffer.alloc(32, 7);

export interface TestDatabase extends Migrated {
  ownerUrl: string;
  /** As a worker has it: writes everything. */
  worker: Pool;
  /** As the server has it: sees nothing until it takes on a reader. */
  web: Pool;
  drop(): Promise<void>;
}

/** A database of its own with this version's schema, cloned from a template that is made once. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await startTestPostgres();
  const version = fingerprint(
    migrations()
      .map((one) => one.sql)
      .join() + derivedSql(databaseRoles('test')),
  );
  const template = await server.template('model', version, async (ownerUrl) => {
    await migrate({ ownerUrl, masterKey: TEST_KEY });
  });
  const { url: ownerUrl, drop } = await server.createDatabase(template);
  const urls = await migrate({ ownerUrl, masterKey: TEST_KEY });
  const worker = openPool(urls.workerUrl, 10, 'test worker');
  const web = openPool(urls.webUrl, 10, 'test web');
  return {
    ownerUrl,
    ...urls,
    worker,
    web,
    async drop() {
      await Promise.all([worker.end(), web.end()]);
      await drop();
    },
  };
}
