import { type DemoLibvirtd, startDemoLibvirtd } from '../lab/demo/demo-libvirtd.ts';
import { startHappenings } from '../lab/demo/demo-happenings.ts';
import { startPowerDns, type PowerDns } from '../lab/powerdns.ts';
import { startLab, type Lab } from '../lab/start.ts';
import type { Running } from './serve.ts';

/**
 * The lab, in which things happen; a real PowerDNS behind it and a real libvirtd beside it where they are installed.
 * Facts: `powerdnsKey`; `hypervisors`, the URIs of its hosts with spaces between; `libvirtd`, that of the real one.
 * @param options.port tried first, as the sources of an earlier run have it; another one when it is taken
 */
export async function startStandIns(options: { port: number; stateDir: string }): Promise<Running> {
  const { stateDir } = options;
  const start = (port: number) => startLab({ host: '127.0.0.1', port, stateDir });
  const lab = await start(options.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' && options.port !== 0) return start(0);
    throw error;
  });
  const [powerdns, libvirtd] = await Promise.all([powerDnsOf(lab, stateDir), libvirtdOf(stateDir)]);
  lab.powerdnsApiUrl = powerdns?.apiUrl;
  const endHappenings = startHappenings(lab);
  return {
    url: lab.url,
    facts: {
      hypervisors: lab.hypervisors.uris().join(' '),
      ...(powerdns ? { powerdnsKey: powerdns.apiKey } : {}),
      ...(libvirtd ? { libvirtd: libvirtd.uri } : {}),
    },
    async stop() {
      endHappenings();
      await lab.stop();
      await Promise.all([powerdns?.stop(), libvirtd?.stop()]);
    },
  };
}

/** A PowerDNS that is installed but does not start costs the demo one source, not its life. */
async function powerDnsOf(lab: Lab, stateDir: string): Promise<PowerDns | undefined> {
  try {
    return await startPowerDns({ stateDir, zones: lab.world.powerdns });
  } catch (error) {
    process.stderr.write(`switchyard: PowerDNS did not start: ${(error as Error).message.split('\n')[0]}\n`);
    return undefined;
  }
}

/** So it is with libvirtd: the demo has hosts of its own. */
async function libvirtdOf(stateDir: string): Promise<DemoLibvirtd | undefined> {
  try {
    return await startDemoLibvirtd(stateDir);
  } catch (error) {
    process.stderr.write(`switchyard: libvirtd is left out of the demo: ${(error as Error).message.split('\n')[0]}\n`);
    return undefined;
  }
}
