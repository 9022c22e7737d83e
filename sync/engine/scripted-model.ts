import { afterAll, beforeAll, beforeEach } from 'vitest';
import { syncedKinds } from '../../contract/kinds/all.ts';
import { measuredKinds, samplesTable } from '../../model/schema/samples.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { PullOrder } from './run-pull.ts';
import { makeSource, pullScript, type Script } from './scripted-system.ts';

const EMPTIED = [
  'links',
  'links_history',
  'link_keys',
  'findings',
  'missing',
  'held_changes',
  'clusters',
  'scopes',
].concat(measuredKinds.flatMap((kind) => [`${kind.name}_now`, samplesTable(kind)]));

/** For the tests of a file: a model of its own, empty before each of them, with one source that says what a test wants. `also`: further tables to empty. */
export function scriptedModel({ also = [] }: { also?: readonly string[] } = {}) {
  let db: TestDatabase;
  let source: { id: string; name: string };
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    for (const { name } of syncedKinds)
      await db.worker.query(`WITH a AS (DELETE FROM ${name}) DELETE FROM ${name}_history`);
    for (const table of [...EMPTIED, ...also]) await db.worker.query(`DELETE FROM ${table}`);
    source = await makeSource(db.worker, `source-${uuidv7()}`);
  });
  return {
    get db() {
      return db;
    },
    get source() {
      return source;
    },
    pull: (script: Script, more?: Partial<PullOrder>) => pullScript(db.worker, source, script, more),
    rowsOf: async (sql: string) => (await db.worker.query(sql)).rows as Record<string, unknown>[],
  };
}
