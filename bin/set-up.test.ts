import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../runtime/repository-root.ts';

test.each([
  ['16.20.2', 1],
  ['18.19.1', 1],
  ['20.18.3', 1],
  ['20.19.0', 0],
  ['22.1.0', 0],
  ['24.0.0', 0],
])('Node %s: exit code %i, and one line if it is too old', (version, code) => {
  const program = `const { checkNode } = await import('./bin/set-up.mjs'); checkNode('${version}');`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  expect(run.status).toBe(code);
  expect(run.stderr).toBe(code === 0 ? '' : `switchyard: Node 20.19 or newer is needed; this is Node ${version}\n`);
});

test('an unknown suite is one line', () => {
  const run = spawnSync(process.execPath, ['bin/test.mjs', 'nonsense'], { cwd: repositoryRoot, encoding: 'utf8' });
  expect(run.status).toBe(1);
  expect(run.stderr).toMatch(/^switchyard: there is no suite "nonsense"; there are all, real, .*\n$/);
});
