import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

/**
 * Creates the data folder and shows that it can be written.
 * @returns its real path
 * @throws StartError
 */
export function openDataFolder(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true });
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
