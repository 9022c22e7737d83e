import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds package.json. Files read at run time (migrations, the built UI) are found from here and never
 * beside `import.meta.url`, because the build moves code into dist/ and leaves such files where they are.
 */
export const repositoryRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('no package.json above ' + fileURLToPath(import.meta.url));
  return findRoot(parent);
}
