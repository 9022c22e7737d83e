import type { Pool } from '../../model/database.ts';
import { atMost } from '../../runtime/at-most.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { applyHeard, type HeardChanges } from '../../sync/engine/heard.ts';
import { closeRun, openRun } from '../../sync/engine/run-record.ts';
import type { Looked, PulledSource } from '../../sync/systems/system.ts';

interface Run {
  runId: string;
  clockOffset: number;
  sum: HeardChanges;
}

/** What a plan sees and leaves goes into the model at once, as one run of each source that it touches. */
export class PlanHearing {
  private readonly pool: Pool;
  private readonly actor: string;
  private readonly runs = new Map<string, Promise<Run>>();
  private readonly oneAtOnce = atMost(1);

  constructor(pool: Pool, actor: string) {
    this.pool = pool;
    this.actor = actor;
  }

  /** One after the other: steps are faster than the model, and must not use up the connections that they need themselves. */
  take(from: { source: PulledSource; realm: string }, heard: Looked['heard']): Promise<void> {
    return this.oneAtOnce(() => this.takeNow(from, heard));
  }

  private async takeNow(
    { source, realm }: { source: PulledSource; realm: string },
    heard: Looked['heard'],
  ): Promise<void> {
    const run = await this.runOf(source.id);
    for (const one of heard) {
      const written = await applyHeard(
        this.pool,
        { runId: run.runId, realm, sourceId: source.id, clockOffset: run.clockOffset },
        one,
      );
      for (const name of ['listed', 'created', 'updated', 'gone'] as const) run.sum[name] += written[name];
    }
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
