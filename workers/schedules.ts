import type { Pool } from '../model/database.ts';
import { scheduleWork, type Task } from '../model/work/due-work.ts';

/** What every installation does by itself. Pulls have a row each, made with their source. */
const SCHEDULES: readonly { task: Task; everySeconds: number }[] = [
  { task: 'sweep-findings', everySeconds: 15 },
  { task: 'hourly', everySeconds: 3600 },
  { task: 'nightly', everySeconds: 86_400 },
];

export async function ensureSchedules(pool: Pool): Promise<void> {
  for (const { task, everySeconds } of SCHEDULES) await scheduleWork(pool, { task }, everySeconds);
}
