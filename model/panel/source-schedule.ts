import type { SystemCard } from '../../contract/systems/system.ts';
import type { Queryable } from '../database.ts';
import { scheduleWork, unscheduleWork } from '../work/due-work.ts';

/** How soon somebody listens again once it broke off. */
const LISTEN_AGAIN_SECONDS = 5;

/** Everything that is done for an enabled source by itself. Called again when it was changed: who listens by its old settings begins anew. */
export async function scheduleSource(db: Queryable, card: SystemCard, id: string, pullEvery: number): Promise<void> {
  await scheduleWork(db, { task: 'pull', subjectId: id }, pullEvery);
  if (card.measureEvery !== undefined)
    await scheduleWork(db, { task: 'measure', subjectId: id }, card.measureEvery, card.measureEvery / 2);
  if (card.listens) {
    await unscheduleWork(db, { task: 'listen', subjectId: id });
    await scheduleWork(db, { task: 'listen', subjectId: id }, LISTEN_AGAIN_SECONDS);
  }
}

export async function unscheduleSource(db: Queryable, id: string): Promise<void> {
  for (const task of ['pull', 'measure', 'listen'] as const) await unscheduleWork(db, { task, subjectId: id });
}
