import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { labCommand } from '../lab/control-client.ts';
import { demoWorld } from '../lab/demo-estate.ts';
import { startReplicaSet } from '../lab/postgres/replica-set.ts';
import { startLab } from '../lab/start.ts';
import { repositoryRoot } from '../runtime/repository-root.ts';
import { thingsToTry } from './things-to-try.ts';

const COMMAND = 'npx switchyard lab ';
const lines = thingsToTry.split('\n').filter((line) => / lab /.test(line.split('"')[0]!));

it('the demo names its commands as the README does', () => {
  expect(readFileSync(join(repositoryRoot, 'README.md'), 'utf8')).toContain(`\`${COMMAND}…\``);
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(line.trim()).toMatch(new RegExp(`^${COMMAND}\\S`));
});

it('the lab does what the demo says one may try', async () => {
  const lab = await startLab({ world: () => demoWorld() });
  const databases = await startReplicaSet();
  lab.databases = databases;
  for (const line of lines)
    expect(await labCommand(lab.url, line.trim().slice(COMMAND.length).split(' '))).not.toBe('');
  await Promise.all([lab.stop(), databases.stop()]);
});
