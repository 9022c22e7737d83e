import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repositoryRoot } from '../runtime/repository-root.ts';

/** A house of one-line files, judged by this repository's lint. */
let house: string;
beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), 'switchyard-layers-'));
  await copyFile(join(repositoryRoot, 'oxlint.config.mjs'), join(house, 'oxlint.config.mjs'));
});
afterAll(() => rm(house, { recursive: true, force: true }));

/** What lint says of files, each with one line in it: the files that it refuses. */
async function refused(files: Record<string, string>): Promise<string[]> {
  for (const [file, line] of Object.entries(files)) {
    await mkdir(dirname(join(house, file)), { recursive: true });
    await writeFile(join(house, file), `${line}\n`);
  }
  const oxlint = join(repositoryRoot, 'node_modules', '.bin', 'oxlint');
  const args = ['--config', 'oxlint.config.mjs', '--format', 'json', ...Object.keys(files)];
  const said = await new Promise<string>((resolve) => {
    execFile(oxlint, args, { cwd: house }, (_error, stdout) => resolve(stdout));
  });
  const { diagnostics } = JSON.parse(said) as { diagnostics: { code: string; filename: string }[] };
  for (const { code } of diagnostics) expect(code).toBe('eslint(no-restricted-imports)');
  return [...new Set(diagnostics.map(({ filename }) => filename))].toSorted();
}

const imports = (path: string) => `export { one } from '${path}';`;

it('an import that points up is refused', async () => {
  const up = {
    'contract/kinds/up.ts': imports('../../runtime/log.ts'),
    'runtime/up.ts': imports('../model/database.ts'),
    'web/pages/up.tsx': imports('../../model/database.ts'),
    'lab/aws/up.ts': imports('../../model/database.ts'),
    'model/up.ts': imports('../sync/engine/merge.ts'),
    'sync/engine/up.ts': imports('../../workers/queue.ts'),
    'workers/tasks/up.ts': imports('../../server/app.ts'),
    'server/up.ts': imports('../sync/systems/all.ts'),
    'server/lists/later.ts': `export const later = () => import('../../workers/start.ts');`,
    'server/type.ts': `export type { One } from '../sync/systems/system.ts';`,
    'server/up.test.ts': imports('../sync/systems/all.ts'),
    'sync/from-lab.ts': imports('../lab/start.ts'),
  };
  expect(await refused(up)).toEqual(Object.keys(up).toSorted());
});

it('an import that points down is not, nor that of the stand-ins by a test', async () => {
  expect(
    await refused({
      'web/down.ts': imports('../contract/kinds/all.ts'),
      'model/down.ts': imports('../runtime/log.ts'),
      'sync/systems/aws/down.ts': imports('../../../model/database.ts'),
      'sync/systems/aws/beside.ts': imports('../system.ts'),
      'workers/down.ts': imports('../sync/engine/run-pull.ts'),
      'server/down.ts': imports('../model/database.ts'),
      'server/down.test.ts': imports('../lab/start.ts'),
      'bin/down.ts': imports('../server/start.ts'),
      'tests/real/down.ts': imports('../../workers/start.ts'),
    }),
  ).toEqual([]);
});

it('BullMQ is known to one file', async () => {
  const line = `export { Queue } from 'bullmq';`;
  const files = ['bin/q.ts', 'server/q.ts', 'tests/q.ts', 'web/q.ts', 'workers/start.ts', 'workers/queue.ts'];
  expect(await refused(Object.fromEntries(files.map((file) => [file, line])))).toEqual(
    files.filter((file) => file !== 'workers/queue.ts').toSorted(),
  );
  expect(await refused({ 'workers/queue.ts': imports('../server/app.ts') })).toEqual(['workers/queue.ts']);
});

it('every folder of the house has its place', async () => {
  const top = await readdir(repositoryRoot, { withFileTypes: true });
  const folders: string[] = [];
  for (const { name } of top.filter((one) => one.isDirectory() && !/^\.|^(node_modules|dist|data)$/.test(one.name))) {
    const inside = await readdir(join(repositoryRoot, name), { recursive: true });
    if (inside.some((file) => /\.tsx?$/.test(file))) folders.push(name);
  }
  expect(folders).toContain('server');
  const below = folders.filter((name) => name !== 'bin' && name !== 'tests');
  const files = below.map((name) => [`${name}/of-bin.ts`, imports('../bin/print.ts')] as const);
  expect(await refused(Object.fromEntries(files))).toEqual(files.map(([file]) => file).toSorted());
});
