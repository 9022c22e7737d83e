// npm run migration -- <name>: writes the next migration, from what the kinds declare and the migrated database lacks.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../contract/kinds/all.ts';
import { openPool } from '../model/database.ts';
import { migrate } from '../model/migrate.ts';
import { kindDrift } from '../model/schema/drift.ts';
import { migrations } from '../model/schema/migrations.ts';
import { startTestPostgres } from '../runtime/postgres/test-server.ts';
import { repositoryRoot } from '../runtime/repository-root.ts';

const name = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9-]*$/.test(name)) {
  console.error('usage: npm run migration -- <name>, in small letters and dashes, such as hosts-get-a-rack');
  process.exit(2);
}

const server = await startTestPostgres();
const scratch = await server.createDatabase();
const db = openPool(scratch.url, 2, 'switchyard migration');
try {
  // A kind that has no table yet makes the derived part fail; what the files themselves made is compared all the same.
  await migrate({ ownerUrl: scratch.url, masterKey: Buffer.alloc(32, 7) }).catch((error: unknown) => {
    if (migrations().length === 0) throw error;
  });
  const lines: string[] = [];
  for (const kind of kinds) lines.push(...(await kindDrift(db, kind)));
  if (lines.length === 0) console.log('The kinds and the migrations agree: there is nothing to write.');
  else {
    const number = String(migrations().length + 1).padStart(4, '0');
    const file = join('model', 'migrations', `${number}_${name}.sql`);
    writeFileSync(join(repositoryRoot, file), `${lines.join('\n')}\n`, { flag: 'wx' });
    console.log(`${file} is written. Read it, and run npx vitest run model/migrate.test.ts.`);
  }
} finally {
  await db.end();
  await scratch.drop();
}
