import { forkWorker, until, type WorkerProcess } from '../faults/estate.ts';
import { heldRequests, type HeldRequests } from '../faults/held-requests.ts';
import { type Plan, planPanel, type PlanPanel, type PowerDns } from '../faults/plan-panel.ts';
import { flipEstate, type Story } from './flip-estate.ts';
import { PROBED } from './flip-zones.ts';

/** A panel with its API, a worker in a process of its own, and what it flips. */
export class FlipPanel {
  readonly panel: PlanPanel;
  readonly powerdns: NonNullable<PowerDns>;
  /** Between the worker and the providers. */
  readonly gate: HeldRequests;
  readonly #worker: WorkerProcess;
  readonly #sides: Record<'a' | 'b' | 'probed', string>;

  private constructor(
    panel: PlanPanel,
    powerdns: NonNullable<PowerDns>,
    gate: HeldRequests,
    worker: WorkerProcess,
    sides: Record<'a' | 'b' | 'probed', string>,
  ) {
    this.panel = panel;
    this.powerdns = powerdns;
    this.gate = gate;
    this.#worker = worker;
    this.#sides = sides;
  }

  static async start(): Promise<FlipPanel> {
    let gate: HeldRequests;
    const panel = await planPanel({
      worker: false,
      outside: flipEstate,
      front: async (port) => (gate = await heldRequests(port)),
    });
    if (!panel.powerdns) throw new Error('pdns_server is there without its SQLite backend');
    const worker = await forkWorker(panel.workerUrl);
    const id = async (name: string) => (await panel.one('load-balancers', name)).id;
    const sides = { a: await id('side-a'), b: await id('side-b'), probed: await id(PROBED.name) };
    return new FlipPanel(panel, panel.powerdns, gate!, worker, sides);
  }

  async stop(): Promise<void> {
    await this.#worker.kill();
    await this.panel.stop();
  }

  /** Of what leads to the first side in the zones of a story. */
  async flip(story: Story, more: Record<string, unknown> = {}, to: 'b' | 'probed' = 'b'): Promise<Plan> {
    const { id } = await this.panel.one('clusters', story);
    const params = { clusterId: id, fromLoadBalancerId: this.#sides.a, toLoadBalancerId: this.#sides[to], ...more };
    return this.panel.propose('dns.flip', params);
  }

  async apply({ id }: Plan): Promise<void> {
    await this.panel.api('POST', `/plans/${id}/apply`);
  }

  /** @returns the plan that undoes it, which has begun */
  undo = ({ id }: Plan): Promise<Plan> => this.panel.api<Plan>('POST', `/plans/${id}/undo`);

  /** @returns it as it is when nothing more is done of it */
  async applied(plan: Plan): Promise<Plan> {
    await this.apply(plan);
    return this.panel.comesTo(plan.id, 'applied', 'partly_applied', 'failed', 'expired', 'needs_person');
  }

  async rolledBack(plan: Plan): Promise<void> {
    const { id } = await this.undo(plan);
    await this.panel.comesTo(id, 'applied');
    await this.panel.comesTo(plan.id, 'undone');
  }

  /** So many lines or more of what name servers say of its steps, which they are asked for beside the steps that follow. */
  async verified({ id }: Plan, many: number): Promise<string[]> {
    const lines = async () => (await this.panel.steps(id)).flatMap((step) => step.verified);
    await until(`${many} sets are verified`, async () => (await lines()).length >= many);
    return lines();
  }
}
