import type { Pool } from '../../model/database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { applyHeard, type HeardChanges } from '../../sync/engine/heard.ts';
import { closeRun, openRun } from '../../sync/engine/run-record.ts';
import type { PulledSource, Told } from '../../sync/systems/system.ts';

interface Run {
  runId: string;
  clockOffset: number;
  sum: HeardChanges;
}

/** What a step saw, on its way into the model. */
interface Waiting {
  from: From;
  heard: Told[];
  taken(): void;
  refused(error: unknown): void;
}

interface From {
  source: PulledSource;
  realm: string;
}

/**
 * What a plan sees and leaves goes into the model at once, as one run of each source that it touches. Steps are faster than the model: what comes while it is
 * busy goes in together, since what follows from a change (links, findings) costs as much for one zone as for many.
 */
export class PlanHearing {
  private readonly pool: Pool;
  private readonly actor: string;
  private readonly runs = new Map<string, Promise<Run>>();
  private waiting: Waiting[] = [];
  private busy = false;

  constructor(pool: Pool, actor: string) {
    this.pool = pool;
    this.actor = actor;
  }

  take(from: From, heard: Told[]): Promise<void> {
    return new Promise((taken, refused) => {
      this.waiting.push({ from, heard, taken, refused });
      void this.takeAll();
    });
  }

  /** One at a time: the steps want connections, too. */
  private async takeAll(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.length > 0) {
      const together = this.fitTogether();
      this.waiting = this.waiting.filter((one) => !together.includes(one));
      const failed = await this.write(together).then(
        () => false,
        () => true,
      );
      if (!failed) for (const one of together) one.taken();
      // Among many it is not known whose fault it was.
      else for (const one of together) await this.write([one]).then(one.taken, one.refused);
    }
    this.busy = false;
  }

  /** Those of one source, of each scope once: the later look is the next one's. */
  private fitTogether(): Waiting[] {
    const { source } = this.waiting[0]!.from;
    const scopes = new Set<string>();
    return this.waiting.filter(({ from, heard }) => {
      const own = heard.map(({ kind, scope }) => `${kind} ${scope}`);
      if (from.source.id !== source.id || own.some((scope) => scopes.has(scope))) return false;
      for (const scope of own) scopes.add(scope);
      return true;
    });
  }

  private async write(together: readonly Waiting[]): Promise<void> {
    const { source, realm } = together[0]!.from;
    const { runId, clockOffset, sum } = await this.runOf(source.id);
    const hearing = { runId, realm, sourceId: source.id, clockOffset };
    const heard = together.flatMap((one) => one.heard);
    const written = await applyHeard(this.pool, hearing, heard);
    for (const name of ['listed', 'created', 'updated', 'gone'] as const) sum[name] += written[name];
  }

  /** Steps are heard side by side, and share it. */
  private runOf(sourceId: string): Promise<Run> {
    const run = this.runs.get(sourceId) ?? this.begin(sourceId);
    this.runs.set(sourceId, run);
    return run;
  }

  private async begin(sourceId: string): Promise<Run> {
    const runId = uuidv7();
    const { startedAt } = await openRun(this.pool, { id: runId, sourceId, trigger: 'plan', requestedBy: this.actor });
    return {
      runId,
      clockOffset: startedAt.getTime() - Date.now(),
      sum: { listed: 0, created: 0, updated: 0, gone: 0 },
    };
  }

  async close(): Promise<void> {
    for (const begun of this.runs.values()) {
      const run = await begun.catch(() => undefined);
      if (!run) continue;
      const { runId, sum } = run;
      await closeRun(
        this.pool,
        runId,
        { state: 'complete', outcomes: [], error: null, errorType: null, retryIn: null },
        sum,
      );
    }
    this.runs.clear();
  }
}
