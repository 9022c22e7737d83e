import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { FaultSettings, How } from '../../lab/fault-kinds.ts';
import type { PowerDns } from '../../lab/powerdns.ts';
import { type Lab, startLab } from '../../lab/start.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { countLive, expectSound, forkWorker, type WorkerProcess } from './estate.ts';
import { addOutsideSources, listed, type Outside, outsideWorld, startOutsidePowerDns } from './outside-estate.ts';
import { openHolds, pictureOf, pullOnce, type PullResult } from './pulls.ts';

/** A worker, and outside services that have been listed whole once and can be told to fail. */
export class OutsideTrials {
  lab!: Lab;
  db!: TestDatabase;
  sources!: Partial<Record<Outside, string>>;
  /** The model as it was before the trouble. */
  before!: Record<string, unknown>;
  private powerdns: PowerDns | undefined;
  private worker!: WorkerProcess;

  async start(): Promise<void> {
    this.powerdns = await startOutsidePowerDns();
    if (!this.powerdns) console.log('pdns_server was not found: these faults are tried on AWS and Cloudflare alone');
    this.lab = await startLab({ world: outsideWorld, powerdnsApiUrl: this.powerdns?.apiUrl });
    this.db = await testDatabase();
    this.sources = await addOutsideSources(this.db.worker, this.lab.url, this.powerdns);
    this.worker = await forkWorker(this.db.workerUrl);
    await pullOnce(this.db.worker, Object.values(this.sources));
    await this.remember();
    expect(await countLive(this.db.worker)).toMatchObject({ instances: 1010, target_groups: 3 });
  }

  async stop(): Promise<void> {
    await this.worker?.kill();
    await this.db?.drop();
    await this.lab?.stop();
    await this.powerdns?.stop();
  }

  readonly services = () => Object.keys(this.sources) as Outside[];

  readonly pull = async (): Promise<Record<Outside, PullResult>> => {
    const results = await pullOnce(this.db.worker, Object.values(this.sources));
    return Object.fromEntries(this.services().map((service, at) => [service, results[at]])) as Record<
      Outside,
      PullResult
    >;
  };

  readonly fail = (settings: object) => this.lab.faults.add(settings as FaultSettings);
  /** The listing of one scope at each service. */
  readonly failListings = (what: How) => this.services().forEach((service) => this.fail({ ...listed[service], what }));
  readonly failServices = (what: How) => this.services().forEach((service) => this.fail({ service, what }));
  readonly heal = () => {
    this.lab.faults.heal();
    this.lab.refill();
  };

  /** What this worker was told by the services, another one has not been told. */
  async replaceWorker(): Promise<void> {
    await this.worker.kill();
    this.worker = await forkWorker(this.db.workerUrl);
  }

  readonly picture = () => pictureOf(this.db.worker);
  async remember(): Promise<void> {
    this.before = await this.picture();
  }

  /** Everything is as it was before the trouble, as if there had been none. */
  async expectRecovery(): Promise<void> {
    this.heal();
    const db = this.db.worker;
    expect(Object.values(await this.pull()).map(({ state, error }) => ({ state, error }))).toEqual(
      this.services().map(() => ({ state: 'complete', error: null })),
    );
    expect(await this.picture()).toEqual(this.before);
    expect(await openHolds(db)).toEqual([]);
    expect((await db.query('SELECT DISTINCT health, last_error FROM sources')).rows).toEqual([
      { health: 'fresh', last_error: null },
    ]);
    const scopes = await db.query('SELECT kind, name, last_error FROM scopes WHERE last_error IS NOT NULL');
    expect(scopes.rows).toEqual([]);
    await expectSound(db);
  }
}

/** Whatever the outside answers, the model keeps what it knows, the run says why, and the next good answer is enough. */
export function outsideTrials(): OutsideTrials {
  const trials = new OutsideTrials();
  beforeAll(() => trials.start());
  afterEach(() => trials.heal());
  afterAll(() => trials.stop());
  return trials;
}
