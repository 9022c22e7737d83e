import type { Pool } from '../../model/database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { applyHeard, type HeardChanges } from '../../sync/engine/heard.ts';
import { closeRun, openRun } from '../../sync/engine/run-record.ts';
import type { Looked, PulledSource } from '../../sync/systems/system.ts';

/** What a plan sees and leaves goes into the model at once, as one run of each source that it touches. */
export class PlanHearing {
  private readonly pool: Pool;
  private readonly actor: string;
  private readonly runs = new Map<string, { runId: string; clockOffset: number; sum: HeardChanges }>();

  constructor(pool: Pool, actor: string) {
    this.pool = pool;
    this.actor = actor;
  }

  async take({ source, realm }: { source: PulledSource; realm: string }, heard: Looked['heard']): Promise<void> {
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

  private async runOf(sourceId: string) {
    const known = this.runs.get(sourceId);
    if (known) return known;
    const runId = uuidv7();
    const { startedAt } = await openRun(this.pool, { id: runId, sourceId, trigger: 'plan', requestedBy: this.actor });
    const run = {
      runId,
      clockOffset: startedAt.getTime() - Date.now(),
      sum: { listed: 0, created: 0, updated: 0, gone: 0 },
    };
    this.runs.set(sourceId, run);
    return run;
  }

  async close(): Promise<void> {
    for (const { runId, sum } of this.runs.values())
      await closeRun(
        this.pool,
        runId,
        { state: 'complete', outcomes: [], error: null, errorType: null, retryIn: null },
        sum,
      );
    this.runs.clear();
  }
}
