import type { CheckResult } from '../../contract/kinds/sources.ts';
import { createPacing } from '../../sync/systems/pacing.ts';
import { budgetsOf } from '../budgets.ts';
import type { TaskHandler } from '../task.ts';
import { loadSource } from './source.ts';

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** "Test connection". The answer is kept on the source, and as the work's result for whoever waits. */
export const check: TaskHandler = {
  task: 'check',
  async run(work, tools) {
    const id = work.subjectId!;
    const at = new Date().toISOString();
    let result: CheckResult;
    try {
      const loaded = await loadSource(tools.pool, tools.masterKey, id);
      if (!loaded) return { error: 'the source was removed' };
      const pullTools = {
        outgoing: tools.outgoing,
        policy: tools.policy,
        signal: tools.signal,
        ...createPacing(loaded.system.pacing, tools.signal, { budgets: budgetsOf(id) }),
      };
      result = { ...(await loaded.system.check(loaded.source, pullTools)), at };
    } catch (error) {
      result = {
        ok: false,
        account: null,
        at,
        items: [{ ability: 'reach it', ok: false, needs: null, detail: words(error) }],
      };
    }
    await tools.pool.query('UPDATE sources SET last_check = $2, changed_at = now() WHERE id = $1', [
      id,
      JSON.stringify(result),
    ]);
    await tools.pool.query(`SELECT pg_notify('changes', $1)`, [`panel:sources:${id}`]);
    return { result };
  },
};
