import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../runtime/repository-root.ts';

export interface Migration {
  name: string;
  sql: string;
}

const folder = join(repositoryRoot, 'model', 'migrations');

/** `NNNN_what.sql` in order. A released file is never edited: the next one mends it. */
export const migrations = (): Migration[] =>
  readdirSync(folder)
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .toSorted()
    .map((file) => ({ name: file.replace(/\.sql$/, ''), sql: readFileSync(join(folder, file), 'utf8') }));

export const fingerprint = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);
