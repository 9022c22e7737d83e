import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { StartError } from '../start-error.ts';
import { canEnter, canRun, type Account } from './account.ts';
import { binariesIn, type Binaries } from './binaries.ts';

/** Where things go that the user `postgres` cannot reach where they belong: below a home folder closed to others. */
const ELSEWHERE = '/var/lib/switchyard';
const NOTE = 'where-the-database-is.txt';

/**
 * The folder of the cluster files for a data folder: inside it, or, when root's data folder lies below one that the user
 * `postgres` cannot enter, under /var/lib/switchyard, with a note of it in the data folder. Not created here.
 */
export function placeData(dataDir: string, account: Account): string {
  if (account.uid === undefined || canEnter(account, dataDir)) return join(dataDir, 'postgres');
  const hash = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16);
  const home = join(elsewhere(), `data-${hash}`);
  writeFileSync(
    join(dataDir, NOTE),
    `The user "postgres", which PostgreSQL runs as, cannot enter this folder.\nIts files are therefore in ${home}\n`,
  );
  return home;
}

/** The programs where the account can run them: the given ones, or a copy under /var/lib/switchyard. */
export function placeBinaries(binaries: Binaries, account: Account): Binaries {
  if (account.uid === undefined || canRun(account, binaries.postgres)) return binaries;
  const root = join(elsewhere(), `postgresql-${binaries.label}`);
  const copy = binariesIn(root, binaries.label);
  if (existsSync(root) && canRun(account, copy.postgres)) return copy;
  const draft = `${root}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(binaries.root, draft, { recursive: true, verbatimSymlinks: true });
  rmSync(root, { recursive: true, force: true });
  try {
    renameSync(draft, root);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(root)) throw error; // else a start beside this one made the same copy
  }
  if (!canRun(account, copy.postgres)) {
    throw new StartError(
      `The user "postgres" can run PostgreSQL neither at ${binaries.root} nor at ${root}; set DATABASE_URL`,
    );
  }
  return copy;
}

/**
 * Moves aside what an earlier data folder of the same path left elsewhere: that folder was deleted, its passwords and
 * its key with it. One such leftover is kept, in case the deletion was an accident.
 */
export function moveAside(home: string): string {
  const aside = join(home, '..', `${basename(home)}.old`);
  rmSync(aside, { recursive: true, force: true });
  renameSync(home, aside);
  return aside;
}

function elsewhere(): string {
  try {
    mkdirSync(ELSEWHERE, { recursive: true });
    const { uid, mode } = statSync(ELSEWHERE);
    if (uid !== 0 || (mode & 0o022) !== 0) {
      throw new Error('it must belong to root and be writable by nobody else');
    }
    chmodSync(ELSEWHERE, 0o755);
    return ELSEWHERE;
  } catch (error) {
    throw new StartError(
      `The user "postgres" cannot enter the data folder, and ${ELSEWHERE} cannot be used instead (${(error as Error).message}); set DATA_DIR to a folder that others may enter`,
    );
  }
}
