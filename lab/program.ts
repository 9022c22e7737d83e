import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** @returns the path of an installed program */
export async function programNamed(name: string): Promise<string | undefined> {
  // Daemons live in sbin, which is on the path of root only.
  const directories = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/homebrew/sbin',
  ];
  for (const directory of directories) {
    const path = join(directory, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (directory !== '' && found) return path;
  }
  return undefined;
}
