import { onceBack } from '../../model/away.ts';
import type { Pool } from '../../model/database.ts';
import { logFor } from '../../runtime/log.ts';
import type { PulledSource, PullTools, ScopeName, System } from '../systems/system.ts';
import { applyHeard, type HeardChanges } from './heard.ts';
import { closeRun, openRun } from './run-record.ts';

const log = logFor('sync');

export interface ListenOrder {
  runId: string;
  system: System & Required<Pick<System, 'listen'>>;
  source: PulledSource;
  /** Whose credentials these are, as a pull has found. */
  account: string;
  tools: Omit<PullTools, 'signal'>;
  signal: AbortSignal;
  /** Nobody listened for a while: these are to be pulled. */
  onMissed: (scopes: ScopeName[]) => Promise<void>;
}

/**
 * Listens to one source until the signal ends it. All that was heard meanwhile is one run on record, by which its objects say who saw them.
 * @throws SystemError when the source cannot be listened to at all
 */
export async function runListen(pool: Pool, order: ListenOrder): Promise<HeardChanges> {
  const { runId, system, source, signal } = order;
  const { startedAt } = await openRun(pool, { id: runId, sourceId: source.id, trigger: 'event', requestedBy: null });
  const hearing = {
    runId,
    realm: `${system.card.name}:${order.account}`,
    sourceId: source.id,
    clockOffset: startedAt.getTime() - Date.now(),
  };
  const sum: HeardChanges = { listed: 0, created: 0, updated: 0, gone: 0 };
  let failure: unknown = null;
  try {
    for await (const heard of system.listen(source, { ...order.tools, signal })) {
      if (signal.aborted) break;
      if (heard.type === 'missed') {
        await order.onMissed(heard.scopes);
        continue;
      }
      try {
        const written = await applyHeard(pool, hearing, [heard]);
        for (const name of ['listed', 'created', 'updated', 'gone'] as const) sum[name] += written[name];
      } catch (error) {
        // What could not be written is asked for again as a whole.
        log.warn({ source: source.name, err: error }, 'what was heard could not be written');
        await order.onMissed([{ kind: heard.kind, scope: heard.scope }]);
      }
    }
  } catch (error) {
    if (!signal.aborted) failure = error;
  }
  await onceBack(() =>
    closeRun(
      pool,
      runId,
      {
        state: failure === null ? 'complete' : 'failed',
        outcomes: [],
        error: failure === null ? null : failure instanceof Error ? failure.message : String(failure),
        errorType: null,
        retryIn: null,
      },
      sum,
    ),
  );
  if (failure !== null) throw failure;
  return sum;
}
