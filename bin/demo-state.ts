import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openDataFolder } from '../runtime/data-folder.ts';
import { StartError } from '../runtime/start-error.ts';

const shape = z.object({
  adminPassword: z.string(),
  adminToken: z.string(),
  /** Where the stand-ins listened last: the sources in the database have this address. */
  labPort: z.int().optional(),
  /** The event of the first start (lab/demo-estate.ts) has happened. */
  actedFirst: z.boolean().optional(),
});

/** What the demo keeps in its data folder (mode 0600), so that every start can tell the login. */
export type DemoState = z.infer<typeof shape>;

/** @throws StartError when the file is damaged */
export function readDemoState(dataDir: string): DemoState | undefined {
  const path = join(dataDir, 'demo.json');
  try {
    return existsSync(path) ? shape.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
  } catch (error) {
    const reason = error instanceof z.ZodError ? 'it has another shape' : (error as Error).message;
    throw new StartError(`Cannot read ${path} (${reason}); remove the folder to begin the demo anew`);
  }
}

/**
 * What an earlier start kept, else made now.
 * @param given a password that was asked for; like SWITCHYARD_ADMIN_PASSWORD elsewhere it counts at the first start
 * @throws StartError when the file is damaged or the folder cannot be written
 */
export function openDemoState(dataDir: string, given: { adminPassword?: string }): DemoState {
  const known = readDemoState(openDataFolder(dataDir));
  if (known) return known;
  const state = {
    adminPassword: given.adminPassword ?? randomBytes(12).toString('base64url'),
    adminToken: randomBytes(32).toString('base64url'),
  };
  saveDemoState(dataDir, state);
  return state;
}

export function saveDemoState(dataDir: string, state: DemoState): void {
  const path = join(dataDir, 'demo.json');
  writeFileSync(`${path}.new`, JSON.stringify(state, null, 2) + '\n', { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
