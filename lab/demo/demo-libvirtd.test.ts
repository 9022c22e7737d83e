import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseHostUri } from '../../contract/systems/host-uri.ts';
import { programNamed } from '../program.ts';
import { startDemoLibvirtd } from './demo-libvirtd.ts';

const installed = (await programNamed('libvirtd')) && (await programNamed('virsh'));
if (!installed) console.warn('libvirtd and virsh are not installed: the demo is without its real libvirtd');

describe.skipIf(!installed)('the real libvirtd of the demo', () => {
  it('has machines, and is known by the same address when it is started anew', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'demo-libvirtd-'));
    const start = async () => {
      const libvirtd = await startDemoLibvirtd(stateDir, 60_000);
      if (!libvirtd) throw new Error('not installed');
      try {
        const { stdout } = await promisify(execFile)('virsh', ['-q', '-c', libvirtd.uri, 'list --all --name']); // prettier-ignore
        return { key: parseHostUri(libvirtd.uri)?.key, machines: stdout.trim().split(/\s+/).toSorted() };
      } finally {
        await libvirtd.stop();
      }
    };
    try {
      const first = await start();
      expect(first.machines).toEqual(['bench-1', 'bench-2', 'bench-3']);
      expect(await start()).toEqual(first);
    } finally {
      await rm(stateDir, { recursive: true, force: true });
    }
  });
});
