import type { Session } from './session.ts';

/** Nanoseconds by kind of use (`user`, `kernel`, `idle`, `iowait`), of all CPUs together. */
export const nodeCpuStats = (session: Session) =>
  counted((count) => session.call('nodeGetCpuStats', { cpu: -1, count, flags: 0 }));

/** KiB by kind (`total`, `free`, `buffers`, `cached`), of all cells together. */
export const nodeMemoryStats = (session: Session) =>
  counted((count) => session.call('nodeGetMemoryStats', { cell: -1, count, flags: 0 }));

/** Libvirt wants to be told the right count, and tells it to who asks for none. */
async function counted(
  ask: (count: number) => Promise<{ values: { field: string; value: bigint }[]; count: number }>,
): Promise<Map<string, bigint>> {
  const { count } = await ask(0);
  const { values } = await ask(count);
  return new Map(values.map(({ field, value }) => [field, value]));
}
