import type { Measures } from '../system.ts';
import { growth, noteLook, type Look } from '../counters.ts';
import { nodeCpuStats, nodeMemoryStats } from './rpc/node-statistics.ts';
import type { Session } from './rpc/session.ts';
import { isUnsupported } from './rpc/unsupported.ts';

/** @param on tells the host from those of other sources */
export async function measureNode(session: Session, key: string, on: string): Promise<Measures<'hosts'>> {
  const [cpu, memory] = await Promise.all([known(nodeCpuStats(session)), known(nodeMemoryStats(session))]);
  const now: Look = { at: performance.now(), counters: cpu };
  const before = noteLook(on, now);
  const whole = growth(before, now, '');
  const idle = (growth(before, now, 'idle') ?? 0) + (growth(before, now, 'iowait') ?? 0);
  const [total, free] = [memory.get('total'), memory.get('free')];
  const cached = (memory.get('buffers') ?? 0n) + (memory.get('cached') ?? 0n);
  return {
    key,
    cpuShare: whole === null || whole <= 0 ? null : Math.min(1, Math.max(0, (whole - idle) / whole)),
    memoryUsed: total === undefined || free === undefined ? null : Math.max(0, Number(total - free - cached)) * 1024,
  };
}

/** A driver without such statistics tells none. */
async function known(statistics: Promise<Map<string, bigint>>): Promise<Map<string, bigint>> {
  try {
    return await statistics;
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    return new Map();
  }
}
