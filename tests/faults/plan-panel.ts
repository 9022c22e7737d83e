import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { Timing } from '../../actions/engine/timing.ts';
import type { estate } from '../../contract/api/estate.ts';
import type { PlanStep } from '../../contract/plans/plan.ts';
import { demoEstate, demoWorld } from '../../lab/demo-estate.ts';
import { startPowerDns } from '../../lab/powerdns.ts';
import { type Lab, startLab } from '../../lab/start.ts';
import type { World } from '../../lab/world/world.ts';
import type { Pool } from '../../model/database.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { ADMIN_TOKEN, type TestServer, testServer } from '../../server/test-server.ts';
import { startWorker } from '../../workers/start.ts';
import { allComplete, until } from './estate.ts';

export interface Plan {
  id: string;
  number: number;
  state: string;
  title: string;
  error: string | null;
  checks: { name: string; state: string; detail: string | null }[];
  candidates: { id: string; name: string; detail: string; selected: boolean; reason: string | null }[];
  warnings: { text: string }[];
  offers: { label: string; action: string; params: Record<string, unknown> }[];
  undoneBy: string | null;
  [field: string]: unknown;
}

export type PowerDns = Awaited<ReturnType<typeof startPowerDns>>;

/** What there is outside, and how the panel is told of it. `url`: of the lab, where PowerDNS is found too, at `/powerdns`. */
export interface Outside {
  world(): World;
  estate(at: { url: string; powerdns: PowerDns }): z.input<typeof estate>;
}

const demo: Outside = {
  world: () => demoWorld(),
  estate: ({ url, powerdns }) =>
    demoEstate({ labUrl: url, powerdns: powerdns && { apiUrl: `${url}/powerdns`, apiKey: powerdns.apiKey } }),
};

export interface PanelOptions {
  outside?: Outside;
  /** False: it is stopped once every source was pulled. */
  worker?: boolean;
  timing?: Timing;
  /** What stands between the panel and the lab, given the lab's port. */
  front?(labPort: number): Promise<{ url: string; stop(): Promise<void> }>;
}

export interface PlanPanel {
  server: TestServer;
  db: Pool;
  workerUrl: string;
  lab: Lab;
  /** undefined where pdns_server is not installed. */
  powerdns: PowerDns;
  /** Throws for any answer but a good one. */
  api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  one(kind: string, name: string): Promise<{ id: string; [field: string]: unknown }>;
  propose(action: string, params: Record<string, unknown>): Promise<Plan>;
  /** Waits until it is in one of these states. */
  comesTo(id: string, ...states: string[]): Promise<Plan>;
  steps(id: string): Promise<PlanStep[]>;
  /** In this process. */
  startWorker(): Promise<{ stop(): Promise<void> }>;
  stop(): Promise<void>;
}

/** A whole panel with everything outside pulled once: the demo's outside, or another one. */
export async function planPanel(options: PanelOptions = {}): Promise<PlanPanel> {
  const { outside = demo, worker = true, timing } = options;
  const scratch = await mkdtemp(join(tmpdir(), 'switchyard-plans-'));
  const server = await testServer({ SWITCHYARD_ALLOW_NETWORKS: '127.0.0.0/8' });
  const lab = await startLab({ port: 0, world: () => outside.world() });
  const powerdns = await startPowerDns({ stateDir: scratch, zones: lab.world.powerdns });
  lab.powerdnsApiUrl = powerdns?.apiUrl;
  const front = await options.front?.(lab.port);
  const { db } = server;
  const begin = () =>
    startWorker({
      config: { redisUrl: undefined, allowNetworks: ['127.0.0.0/8'] },
      workerUrl: db.workerUrl,
      masterKey: TEST_KEY,
      timing,
    });
  const first = await begin();
  const api = async <T>(
    method: string,
    path: string,
    body: unknown = method === 'GET' ? undefined : {},
  ): Promise<T> => {
    const answer = await server.call<T>(path, { method, body, as: ADMIN_TOKEN });
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  await api('POST', '/estate', {
    estate: outside.estate({ url: front?.url ?? lab.url, powerdns }),
    dryRun: false,
  });
  await until('every source is complete', allComplete(db.worker));
  if (!worker) await first.stop();

  const comesTo = async (id: string, ...states: string[]): Promise<Plan> => {
    for (let patience = 1200; patience > 0; patience -= 1) {
      const plan = await api<Plan>('GET', `/plans/${id}`);
      if (states.includes(plan.state)) return plan;
      await sleep(50);
    }
    const { state, error } = await api<Plan>('GET', `/plans/${id}`);
    throw new Error(`the plan is ${state} (${error}), and never came to be ${states.join(' or ')}`);
  };
  return {
    server,
    db: db.worker,
    workerUrl: db.workerUrl,
    lab,
    powerdns,
    api,
    comesTo,
    async one(kind, name) {
      const path = `/${kind}?q=${encodeURIComponent(name)}&limit=100`;
      const { items } = await api<{ items: { id: string; name: string }[] }>('GET', path);
      const found = items.find((one) => one.name === name);
      if (!found) throw new Error(`there is no ${name} among ${kind}`);
      return found;
    },
    async propose(action, params) {
      const { id } = await api<Plan>('POST', '/plans', { action, params, reason: 'a test' });
      return comesTo(id, 'proposed');
    },
    steps: async (id) => (await api<{ items: PlanStep[] }>('GET', `/plans/${id}/steps?limit=1000`)).items,
    startWorker: begin,
    async stop() {
      if (worker) await first.stop();
      await server.stop();
      await front?.stop();
      await lab.stop();
      await powerdns?.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
