import { join } from 'node:path';
import { demoEstate } from '../../lab/demo-estate.ts';
import { readConfig } from '../../runtime/config.ts';
import { openDemoState, saveDemoState } from '../demo-state.ts';
import { runPanel } from '../panel.ts';
import { postEstate } from '../panel-client.ts';
import { print } from '../print.ts';

/** The panel with an estate of stand-ins, in a data folder of its own. Asks nothing; tells address and login at each start. */
export async function demo(): Promise<void> {
  const own = readConfig();
  const dataDir = join(own.dataDir, 'demo');
  const state = openDemoState(dataDir);
  // SWITCHYARD_ADMIN_PASSWORD counts at the first start only, here as elsewhere; then the kept one is told.
  const adminPassword = own.adminPassword ?? state.adminPassword;
  const adminToken = own.adminToken ?? state.adminToken;
  saveDemoState(dataDir, { ...state, adminPassword, adminToken });

  await runPanel({
    // Of its own database always: a demo must not fill the one that DATABASE_URL names.
    config: { ...own, dataDir, databaseUrl: undefined, adminPassword, adminToken },
    env: {
      DATA_DIR: dataDir,
      LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
      SWITCHYARD_ALLOW_NETWORKS: [...own.allowNetworks, '127.0.0.0/8'].join(','),
    },
    also: [{ name: 'lab', args: ['serve', '--port', String(state.labPort ?? 0)] }],
    onStep: print,
    async onReady({ url, also }) {
      const labUrl = also['lab'] ?? '';
      saveDemoState(dataDir, { ...state, adminPassword, adminToken, labPort: Number(new URL(labUrl).port) });
      await seedDemoEstate({ url, token: adminToken }, labUrl);
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
    },
  });
}

/** Tells the panel of the stand-ins, as an operator would by `switchyard apply`: clusters with their rules, and sources. */
async function seedDemoEstate(panel: { url: string; token: string }, labUrl: string): Promise<void> {
  await postEstate(panel, demoEstate(labUrl), false);
}
