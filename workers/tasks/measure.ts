import { runMeasure } from '../../sync/engine/run-measure.ts';
import { createPacing } from '../../sync/systems/pacing.ts';
import { budgetsOf } from '../budgets.ts';
import type { TaskHandler } from '../task.ts';
import { loadSource } from './source.ts';

/** What changes all the time is asked for on a queue of its own: neither waits for the other. */
export const measure: TaskHandler = {
  task: 'measure',
  lane: 'measure',
  async run(work, tools) {
    const loaded = await loadSource(tools.pool, tools.masterKey, work.subjectId!);
    if (!loaded) return { error: 'the source was removed' };
    const { system, source, account } = loaded;
    // Before the first pull there is nothing to measure.
    if (!system.measure || account === null) return {};
    const { measured, failed } = await runMeasure(tools.pool, {
      system: { ...system, measure: system.measure },
      source,
      account,
      tools: {
        outgoing: tools.outgoing,
        policy: tools.policy,
        signal: tools.signal,
        ...createPacing(system.pacing, tools.signal, { budgets: budgetsOf(source.id) }),
      },
    });
    const told = failed.slice(0, 3).map(({ part, error }) => `${part}: ${error}`);
    return { result: { measured, failed: failed.length }, error: told.length ? told.join('; ') : null };
  },
};
