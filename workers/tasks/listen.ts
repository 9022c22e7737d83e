import { requestPull } from '../../model/panel/pulls.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { runListen } from '../../sync/engine/run-listen.ts';
import { createPacing } from '../../sync/systems/pacing.ts';
import { budgetsOf } from '../budgets.ts';
import type { TaskHandler } from '../task.ts';
import { loadSource } from './source.ts';

/** Hears what happens in a source for as long as the lease is ours: until the worker stops, or the source is changed. */
export const listen: TaskHandler = {
  task: 'listen',
  lane: 'listen',
  async run(work, tools) {
    const loaded = await loadSource(tools.pool, tools.masterKey, work.subjectId!);
    if (!loaded) return { error: 'the source was removed' };
    const { system, source, account } = loaded;
    // Whose objects these are is learnt by the first pull.
    if (!system.listen || account === null) return {};
    const runId = uuidv7();
    await tools.pool.query(
      `UPDATE due_work SET params = params || jsonb_build_object('runId', $3::text) WHERE id = $1 AND fence = $2`,
      [work.id, work.fence, runId],
    );
    const heard = await runListen(tools.pool, {
      runId,
      system: { ...system, listen: system.listen },
      source,
      account,
      tools: {
        outgoing: tools.outgoing,
        policy: tools.policy,
        ...createPacing(system.pacing, tools.signal, { budgets: budgetsOf(source.id) }),
      },
      signal: tools.signal,
      onMissed: async (scopes) => void (await requestPull(tools.pool, source.id, scopes)),
    });
    return { result: heard };
  },
};
