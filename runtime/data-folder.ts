import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartError } from './start-error.ts';

/**
 * Creates the data folder and shows that it can be written.
 * @returns its real path
 * @throws StartError
 */
export function openDataFolder(dataDir: string): string {
  try {
    makeFolder(resolve(dataDir));
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    // Asked by writing, too: access() says yes on some read-only and network file systems.
    const trial = join(dataDir, `.trial-${randomBytes(6).toString('hex')}`);
    writeFileSync(trial, '');
    rmSync(trial);
    return realpathSync(dataDir);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartError(
      `The data folder ${dataDir} cannot be written (${code ?? message}); set DATA_DIR to one that can`,
    );
  }
}

/** Not `recursive`: that never comes back from below /proc, where a folder cannot be made although its parent is there (Node 20). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another start may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}
