// Builds dist/: the program by esbuild, the UI by vite. `npm run build`; `npm start` and `npm run demo` call it when needed.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildStamp, checkNode, installPackages, removeOldChunks, root, sourcesNow } from './set-up.mjs';

checkNode();
installPackages();
// Before the build: what changes meanwhile is built the next time.
const stamp = sourcesNow();

async function buildProgram() {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['bin/switchyard.ts'],
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: true,
    metafile: true,
    logLevel: 'error',
  });
  removeOldChunks(join(root, 'dist', 'chunks'), new Set(Object.keys(metafile.outputs)));
}

async function buildWeb() {
  if (!existsSync(join(root, 'web', 'index.html'))) return;
  const { build } = await import('vite');
  await build({ configFile: join(root, 'web', 'vite.config.ts'), root: join(root, 'web'), logLevel: 'warn' });
}

try {
  await Promise.all([buildProgram(), buildWeb()]);
  writeFileSync(buildStamp, stamp);
} catch (error) {
  // The message tells place and reason; the stack is the bundler's.
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
