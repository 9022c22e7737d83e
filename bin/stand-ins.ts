import { startDemoDatabases } from '../lab/demo/demo-databases.ts';
import { type DemoLibvirtd, startDemoLibvirtd } from '../lab/demo/demo-libvirtd.ts';
import { startHappenings } from '../lab/demo/demo-happenings.ts';
import type { ReplicaSet } from '../lab/postgres/replica-set.ts';
import { startPowerDns, type PowerDns } from '../lab/powerdns.ts';
import { startLab, type Lab } from '../lab/start.ts';
import type { Running } from './serve.ts';

/**
 * The lab, in which things happen; beside it real database servers; a real PowerDNS and a real libvirtd where they are installed.
 * Facts: `powerdnsKey`, `nameServer`; `hypervisors`, the URIs of its hosts with spaces between; `libvirtd`, that of the real one;
 * `databaseServers`, with spaces between, `databaseUser`, `databasePassword`.
 * @param options.port tried first, as the sources of an earlier run have it; another one when it is taken
 */
export async function startStandIns(options: { port: number; stateDir: string }): Promise<Running> {
  const { stateDir } = options;
  const start = (port: number) => startLab({ host: '127.0.0.1', port, stateDir });
  const lab = await start(options.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' && options.port !== 0) return start(0);
    throw error;
  });
  const [powerdns, libvirtd, databases] = await Promise.all([
    powerDnsOf(lab, stateDir),
    libvirtdOf(stateDir),
    databasesOf(stateDir),
  ]);
  lab.powerdnsApiUrl = powerdns?.apiUrl;
  lab.databases = databases;
  const endHappenings = startHappenings(lab);
  return {
    url: lab.url,
    facts: {
      hypervisors: lab.hypervisors.uris().join(' '),
      ...(powerdns ? { powerdnsKey: powerdns.apiKey, nameServer: `127.0.0.1:${powerdns.dnsPort}` } : {}),
      ...(libvirtd ? { libvirtd: libvirtd.uri } : {}),
      ...(databases ? databaseFacts(databases) : {}),
    },
    async stop() {
      endHappenings();
      await lab.stop();
      await Promise.all([powerdns?.stop(), libvirtd?.stop(), databases?.stop()]);
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

const databaseFacts = (databases: ReplicaSet) => ({
  databaseServers: databases.servers().join(' '),
  databaseUser: databases.reader.user,
  databasePassword: databases.reader.password,
});

/** And with PostgreSQL, although the panel's own runs. */
async function databasesOf(stateDir: string): Promise<ReplicaSet | undefined> {
  try {
    return await startDemoDatabases(stateDir);
  } catch (error) {
    process.stderr.write(
      `switchyard: the database servers of the demo did not start: ${(error as Error).message.split('\n')[0]}\n`,
    );
    return undefined;
  }
}
