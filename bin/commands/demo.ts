import { join } from 'node:path';
import { labCommand } from '../../lab/control-client.ts';
import { demoEstate, demoFirstActs } from '../../lab/demo-estate.ts';
import { readConfig } from '../../runtime/config.ts';
import { freePort } from '../../runtime/free-port.ts';
import { pullEverything, tellFirstPulls } from '../demo-progress.ts';
import { openDemoState, saveDemoState } from '../demo-state.ts';
import { runPanel } from '../panel.ts';
import { postEstate, type PanelAddress, readSourceNames } from '../panel-client.ts';
import { print } from '../print.ts';
import { thingsToTry } from '../things-to-try.ts';

/** The panel with an estate of stand-ins, in a data folder of its own. Asks nothing; tells address and login at each start. */
export async function demo(): Promise<void> {
  const own = readConfig();
  const dataDir = join(own.dataDir, 'demo');
  const state = openDemoState(dataDir, own);
  const { adminPassword } = state;
  const adminToken = own.adminToken ?? state.adminToken;
  // The same one as last time, which the sources in the database have; told to the lab, so that it also survives its crash.
  const labPort = state.labPort ?? (await freePort());
  if (own.databaseUrl !== undefined) print('DATABASE_URL is left alone: the demo has a database of its own');

  await runPanel({
    config: { ...own, dataDir, databaseUrl: undefined, adminPassword, adminToken },
    env: {
      DATA_DIR: dataDir,
      LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
      SWITCHYARD_ALLOW_NETWORKS: [...own.allowNetworks, '127.0.0.0/8'].join(','),
    },
    also: [{ name: 'lab', args: ['serve', '--port', String(labPort)] }],
    onStep: print,
    async onReady({ url, also }) {
      const labUrl = also['lab']?.url ?? '';
      saveDemoState(dataDir, { ...state, labPort: Number(new URL(labUrl).port) });
      await seedDemoEstate({ url, token: adminToken }, labUrl, also['lab']?.facts ?? {});
      process.stdout.write(
        [
          '',
          `  The demo is at   ${url}`,
          '  Sign in as       admin',
          `  with password    ${adminPassword}`,
          '',
          '  Ctrl-C ends it; the next start goes on where this one ended.',
          '',
          '',
        ].join('\n'),
      );
      const panel = { url, token: adminToken };
      if (!state.actedFirst) {
        await tellFirstPulls(panel, print);
        for (const act of demoFirstActs) await labCommand(labUrl, act);
        await pullEverything(panel);
        saveDemoState(dataDir, { ...state, labPort: Number(new URL(labUrl).port), actedFirst: true });
      }
      process.stdout.write(thingsToTry);
    },
  });
}

/**
 * Tells the panel of the stand-ins, as an operator would by `switchyard apply`: clusters with their rules, and sources.
 * @param facts of the stand-ins (bin/stand-ins.ts): what is not installed is not among them
 */
async function seedDemoEstate(panel: PanelAddress, labUrl: string, facts: Record<string, string>): Promise<void> {
  const {
    powerdnsKey,
    nameServer,
    hypervisors = '',
    libvirtd,
    databaseServers,
    databaseUser = '',
    databasePassword = '',
  } = facts;
  const powerdns =
    powerdnsKey === undefined ? undefined : { apiUrl: `${labUrl}/powerdns`, apiKey: powerdnsKey, nameServer };
  if (!powerdns) print('pdns_server is not installed: the demo is without its PowerDNS source');
  if (libvirtd === undefined) print('no libvirtd is here: all hypervisors of the demo are stand-ins');
  const databases =
    databaseServers === undefined
      ? undefined
      : { servers: databaseServers.split(' '), user: databaseUser, password: databasePassword };
  const uris = hypervisors.split(' ').filter((uri) => uri !== '');
  const { clusters, sources } = demoEstate({ labUrl, powerdns, hypervisors: uris, libvirtd, databases });
  // What may be written in those of an earlier start is for whoever tries the demo to say, by plans.
  const there = await readSourceNames(panel);
  const wanted = sources.map(({ mode, ...source }) => (there.has(source.name) ? source : { ...source, mode }));
  await postEstate(panel, { clusters, sources: wanted }, false);
}
