import { startPowerDns, type PowerDns } from '../lab/powerdns.ts';
import { startLab, type Lab } from '../lab/start.ts';
import type { Running } from './serve.ts';

/**
 * The lab, and a real PowerDNS behind it where one is installed; its key is the fact `powerdnsKey`.
 * @param options.port tried first, as the sources of an earlier run have it; another one when it is taken
 */
export async function startStandIns(options: { port: number; stateDir: string }): Promise<Running> {
  const { stateDir } = options;
  const start = (port: number) => startLab({ host: '127.0.0.1', port, stateDir });
  const lab = await start(options.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' && options.port !== 0) return start(0);
    throw error;
  });
  const powerdns = await powerDnsOf(lab, stateDir);
  lab.powerdnsApiUrl = powerdns?.apiUrl;
  return {
    url: lab.url,
    facts: powerdns ? { powerdnsKey: powerdns.apiKey } : {},
    async stop() {
      await lab.stop();
      await powerdns?.stop();
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
