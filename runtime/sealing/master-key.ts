import { randomBytes, scryptSync } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openDataFolder } from '../data-folder.ts';
import { StartError } from '../start-error.ts';

/** Fixed, as the passphrase alone must give the same key on every machine that runs a part of Switchyard. */
const SALT = 'switchyard master key v1';
/** 128 MB and a quarter of a second for each guess. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };

/**
 * The 32 bytes under which all data keys are wrapped: from SWITCHYARD_KEY (32 bytes in hex or base64, else a passphrase),
 * or from the file `key` in the data folder, made at the first start with mode 0600.
 * @throws StartError when the file cannot be read or made, or holds no key
 */
export function loadMasterKey(config: Pick<Config, 'key' | 'dataDir'>): Buffer {
  if (config.key === undefined) return keyOfFile(config.dataDir);
  return decodeKey(config.key) ?? scryptSync(config.key.normalize('NFKC'), SALT, 32, SCRYPT);
}

/** 32 bytes in hex, base64 or base64url. */
function decodeKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[\w+/-]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  return undefined;
}

function keyOfFile(dataDir: string): Buffer {
  const path = join(openDataFolder(dataDir), 'key');
  try {
    const key = decodeKey((readIfThere(path) ?? make(path)).trim());
    if (!key) throw new Error('it does not hold a key');
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    return key;
  } catch (error) {
    throw new StartError(
      `Cannot use the key file ${path} (${(error as Error).message}); mend it or set SWITCHYARD_KEY`,
    );
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written aside and linked: of two first starts at once both read the same, whole key. */
function make(path: string): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, randomBytes(32).toString('base64') + '\n', { flag: 'wx', mode: 0o600, flush: true });
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8');
}
