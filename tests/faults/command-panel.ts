import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_KEY } from '../../model/test-database.ts';
import { ADMIN_TOKEN } from '../../server/test-server.ts';
import { dnsOutside, usualSets, type ZoneOfTest } from './dns-outside.ts';
import { heldRequests, type HeldRequests } from './held-requests.ts';
import { planPanel, type PlanPanel } from './plan-panel.ts';
import { switchyard } from './switchyard-command.ts';

export const shop: ZoneOfTest = { name: 'shop.example', at: 'cloudflare', sets: usualSets(1) };
const pay: ZoneOfTest = { name: 'pay.example', at: 'cloudflare', sets: usualSets() };

export interface CommandPanel {
  panel: PlanPanel;
  /** Holds requests on their way to the provider. */
  gate: HeldRequests;
  dataDir: string;
  /** The command as an admin of this panel has it; `more` in its environment. */
  start(args: readonly string[], more?: Record<string, string>): ReturnType<typeof switchyard>;
  run(args: readonly string[], more?: Record<string, string>): ReturnType<typeof switchyard>['ended'];
  /** What the command needs to work on the database itself. */
  inDatabase: Record<string, string>;
  stop(): Promise<void>;
}

/** A panel without a worker, with the zones shop.example and pay.example, and the command for it. */
export async function commandPanel(): Promise<CommandPanel> {
  const dataDir = mkdtempSync(join(tmpdir(), 'switchyard-commands-'));
  let gate!: HeldRequests;
  const panel = await planPanel({
    worker: false,
    outside: dnsOutside([shop, pay], 1),
    front: async (port) => (gate = await heldRequests(port)),
  });
  const start: CommandPanel['start'] = (args, more = {}) =>
    switchyard(args, { SWITCHYARD_URL: panel.server.url, SWITCHYARD_TOKEN: ADMIN_TOKEN, DATA_DIR: dataDir, ...more });
  return {
    panel,
    gate,
    dataDir,
    start,
    run: (args, more) => start(args, more).ended,
    inDatabase: {
      DATABASE_URL: panel.server.db.ownerUrl,
      SWITCHYARD_KEY: TEST_KEY.toString('base64'),
      SWITCHYARD_ALLOW_NETWORKS: '127.0.0.0/8',
    },
    async stop() {
      await panel.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export const numberIn = (text: string): string => /^Plan (\d+):/m.exec(text)![1]!;
