import type { Pool } from '../../model/database.ts';
import { until } from './estate.ts';
import type { Held, HeldRequests } from './held-requests.ts';
import type { PlanPanel } from './plan-panel.ts';
import type { Trial } from './plan-trials.ts';

export const MOMENTS = [
  'looking',
  'on record, not sent',
  'sent, never arrived',
  'sent, arrives later',
  'done, not answered',
  'answered, not on record',
  'answered, record on its way',
] as const;
export type Moment = (typeof MOMENTS)[number];

const WAITING = `FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND starts_with(query, $1)`;

/** Where plans are kept from going on. */
export interface Kept {
  requests: Held[];
  /** Statements that wait are answered. */
  unlock(): Promise<void>;
}

/** Applies plans and keeps them at a moment: by requests that are held, by rows that are locked. */
export class Keeper {
  readonly #panel: PlanPanel;
  readonly #gate: HeldRequests;
  readonly #superuser: Pool;

  /** @param superuser what others wait for is told to no one else */
  constructor(panel: PlanPanel, gate: HeldRequests, superuser: Pool) {
    this.#panel = panel;
    this.#gate = gate;
    this.#superuser = superuser;
  }

  keep(moment: Moment, trials: readonly Trial[]): Promise<Kept> {
    if (moment === 'on record, not sent') return this.#recordedOnly(trials);
    if (moment === 'answered, not on record') return this.#answeredOnly(trials, 'cut off');
    if (moment === 'answered, record on its way') return this.#answeredOnly(trials, 'on its way');
    return this.#held(trials, moment === 'looking' ? 'looks' : 'writes', moment === 'done, not answered');
  }

  async #held(trials: readonly Trial[], what: 'looks' | 'writes', done = false): Promise<Kept> {
    const waiting = trials.map((trial) =>
      this.#gate.hold((request) => trial[what](request), done ? 'answered' : 'asked'),
    );
    await this.#apply(trials);
    return { requests: await Promise.all(waiting), unlock: async () => undefined };
  }

  /** None goes further than to its record: what is asked of the database between record and request is not answered. */
  async #recordedOnly(trials: readonly Trial[]): Promise<Kept> {
    // Their sources are opened by the time they wait for their targets.
    const opened = await this.#locked(
      `INSERT INTO plan_targets (target, plan_id, fence, lease_until) SELECT target, gen_random_uuid(), 0, now() FROM unnest($1::text[]) target
       ON CONFLICT (target) DO UPDATE SET lease_until = now()`,
      trials.map(({ target }) => target),
    );
    await this.#apply(trials);
    await this.#waiting('INSERT INTO plan_targets', trials.length);
    const unlock = await this.#locked('LOCK TABLE sources IN ACCESS EXCLUSIVE MODE');
    await opened();
    await this.#waiting('SELECT mode FROM sources', trials.length);
    return { requests: [], unlock };
  }

  /**
   * Their requests are answered, and what came of them cannot be put on record yet. PostgreSQL writes a record that it has got, whoever lives to hear of
   * it: unless its connection ends before that.
   */
  async #answeredOnly(trials: readonly Trial[], record: 'cut off' | 'on its way'): Promise<Kept> {
    const { requests } = await this.#held(trials, 'writes');
    const unlock = await this.#locked(
      'SELECT FROM plans WHERE id = ANY ($1::uuid[]) FOR UPDATE',
      trials.map(({ plan }) => plan.id),
    );
    await Promise.all(requests.map((one) => one.passOn()));
    await this.#waiting('SELECT hold_plan', trials.length);
    const cutOff = async () => {
      await this.#superuser.query(`SELECT pg_terminate_backend(pid) ${WAITING}`, ['SELECT hold_plan']);
      await this.#waiting('SELECT hold_plan', 0);
      await unlock();
    };
    return { requests: [], unlock: record === 'cut off' ? cutOff : unlock };
  }

  async #apply(trials: readonly Trial[]): Promise<void> {
    await Promise.all(trials.map(({ plan }) => this.#panel.api('POST', `/plans/${plan.id}/apply`)));
  }

  /** In a transaction that ends when it is told to. */
  async #locked(sql: string, values?: string[]): Promise<() => Promise<void>> {
    const client = await this.#superuser.connect();
    try {
      await client.query('BEGIN');
      await client.query(sql, values && [values]);
    } catch (error) {
      client.release(true);
      throw error;
    }
    return async () => {
      await client.query('ROLLBACK');
      client.release();
    };
  }

  #waiting(query: string, many: number): Promise<void> {
    return until(`${many} wait in ${query}`, async () => {
      const { rows } = await this.#superuser.query<{ count: number }>(`SELECT count(*) ${WAITING}`, [query]);
      return rows[0]!.count === many;
    });
  }
}
