import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { noteOwner, removeLeftovers } from './libvirtd-leftovers.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'leftovers-'));
});
afterEach(() => rm(parent, { recursive: true }));

const folder = async (name: string, files: Record<string, string>) => {
  await mkdir(join(parent, name));
  for (const [file, text] of Object.entries(files)) await writeFile(join(parent, name, file), text);
  return join(parent, name);
};

it('folders of killed processes go, and no others', async () => {
  // As if another process had had our number before.
  const dead = `${process.pid} of-an-earlier-life`;
  await folder('lv-dead', { owner: dead, 'libvirtd.conf': 'x' });
  await folder('lv-ended', { owner: dead, 'libvirtd.pid': '99999999\n' });
  await folder('lv-still-runs', { owner: dead, 'libvirtd.pid': `${process.pid}\n` });
  await noteOwner(await folder('lv-ours', {}));
  await folder('lv-being-made', {});
  await folder('others', { owner: dead });
  await removeLeftovers(parent, 'lv-');
  expect((await readdir(parent)).toSorted()).toEqual(['lv-being-made', 'lv-ours', 'lv-still-runs', 'others']);
});
