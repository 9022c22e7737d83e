import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { labCommand } from '../control-client.ts';
import { startLab } from '../start.ts';

let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'lab-state-'));
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

const file = () => join(stateDir, 'world.json');

it('a restart finds everything as it was left', async () => {
  const first = await startLab({ stateDir });
  await labCommand(first.url, ['terminate-instance', 'eu-prod-web-1']);
  await labCommand(first.url, ['record', 'add', 'new.eu.meridian.example', 'A', '192.0.2.1']);
  await labCommand(first.url, ['tick', '1d']);
  const before = first.world.snapshot();
  await first.stop();
  const second = await startLab({ stateDir });
  const after = second.world.snapshot();
  await second.stop();
  expect(after).toEqual(before);
});

it('what was changed is on disk a moment later, without a stop', async () => {
  const lab = await startLab({ stateDir });
  await labCommand(lab.url, ['record', 'add', 'kept.eu.meridian.example', 'A', '192.0.2.1']);
  await expect.poll(() => readFile(file(), 'utf8')).toContain('kept.eu.meridian.example');
  await lab.stop();
});

it('a file that cannot be read is put aside, and the lab begins anew', async () => {
  await writeFile(file(), '{"version":1,"aws":[{"id":"half a ');
  const lab = await startLab({ stateDir });
  expect(lab.world.accounts.size).toBe(2);
  expect(await readFile(`${file()}.unreadable`, 'utf8')).toContain('half a');
  await lab.stop();
});

it('a port that is taken is an error with its code', async () => {
  const lab = await startLab();
  await expect(startLab({ port: lab.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await lab.stop();
});
