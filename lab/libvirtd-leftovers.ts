import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, processIdentity } from '../runtime/postgres/process-info.ts';

/** Who made the folder: its process, told from a later one of the same number. */
const OWNER = 'owner';

export const noteOwner = (folder: string): Promise<void> =>
  writeFile(join(folder, OWNER), `${process.pid} ${processIdentity(process.pid)}`);

/**
 * Removes folders whose makers were killed, once nobody works in them any more: a libvirtd that is left alone ends by itself after ten minutes.
 * @param prefix of their names
 */
export async function removeLeftovers(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    if (name.startsWith(prefix) && (await isLeftover(folder))) await rm(folder, { recursive: true, force: true });
  }
}

async function isLeftover(folder: string): Promise<boolean> {
  const [pid, identity] = (await textOf(folder, OWNER)).split(' ');
  // One that is being made, or is none of ours.
  if (!identity || processIdentity(Number(pid)) === identity) return false;
  return !isAlive(Number(await textOf(folder, 'libvirtd.pid')));
}

const textOf = (folder: string, name: string) => readFile(join(folder, name), 'utf8').catch(() => '');
