import { hostname } from 'node:os';
import type { Pool } from '../../model/database.ts';
import { forkWorker, type WorkerProcess } from '../faults/estate.ts';
import { timing } from './timing.ts';

const MANY = 3;

/** Worker processes that are killed and stand still, and of which there are always as many again. */
export class Workers {
  readonly #db: Pool;
  readonly #url: string;
  readonly #running: (WorkerProcess | undefined)[] = [];
  readonly #starting = new Set<Promise<void>>();

  private constructor(db: Pool, url: string) {
    this.#db = db;
    this.#url = url;
  }

  static async start(db: Pool, url: string): Promise<Workers> {
    const workers = new Workers(db, url);
    for (let place = 0; place < MANY; place += 1) workers.#begin(place);
    await workers.all();
    return workers;
  }

  /** kill -9; another one starts at once. False: it is starting anyway. */
  async kill(place: number): Promise<boolean> {
    const worker = this.#running[place];
    if (!worker) return false;
    this.#running[place] = undefined;
    await worker.kill();
    await this.#freePulls(worker.pid);
    this.#begin(place);
    return true;
  }

  /** Nothing of it goes on for so long. */
  stall(place: number, ms: number): boolean {
    const worker = this.#running[place];
    if (!worker) return false;
    worker.stall();
    const going = new Promise<void>((go) => setTimeout(go, ms)).then(() => worker.goOn());
    this.#starting.add(going);
    void going.finally(() => this.#starting.delete(going));
    return true;
  }

  /** Every one of them runs. */
  async all(): Promise<void> {
    while (this.#starting.size) await Promise.all(this.#starting);
  }

  async stop(): Promise<void> {
    await this.all().catch(() => undefined);
    await Promise.all(this.#running.map((worker) => worker?.kill()));
  }

  /** As if the leases of its pulls had run out, which takes a minute. Those of plans run out by themselves. */
  async #freePulls(pid: number): Promise<void> {
    await this.#db.query(
      `WITH freed AS (
         UPDATE due_work SET lease_until = now() - interval '1 second' WHERE lease_by = $1 AND lease_until > now() AND task NOT IN ('apply-plan', 'check-plan')
         RETURNING params ->> 'runId' AS run)
       UPDATE scopes SET lease_until = now() - interval '1 second' FROM freed WHERE lease_run::text = freed.run`,
      [`${hostname()}:${pid}`],
    );
  }

  #begin(place: number): void {
    const starting = forkWorker(this.#url, undefined, undefined, timing).then((worker) => {
      this.#running[place] = worker;
    });
    this.#starting.add(starting);
    void starting.finally(() => this.#starting.delete(starting)).catch(() => undefined);
  }
}

export const WORKERS = MANY;
