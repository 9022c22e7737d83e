import type { ActiveFaults } from '../faults.ts';
import type { XdrWriter } from './xdr-writer.ts';

export interface Listed<T> {
  rows: T[];
  /** How many there are, whatever is shown. */
  total: number;
}

/** The rows of a list after whatever was told to go wrong with it. */
export function listed<T>(rows: Iterable<T>, faults: ActiveFaults): Listed<T> {
  if (faults.feel('empty')) return { rows: [], total: 0 };
  const all = [...rows];
  const total = all.length;
  const last = all.at(-1);
  if (last !== undefined && faults.feel('duplicate')) all.push(last);
  const truncated = faults.feel('truncate');
  return { rows: truncated ? all.slice(0, truncated.rows ?? 1) : all, total };
}

/** The list, and how many there are: all that a client gets which wants no rows. */
export function writeList<T>(
  reply: XdrWriter,
  wanted: boolean,
  { rows, total }: Listed<T>,
  write: (to: XdrWriter, row: T) => unknown,
): void {
  reply.array(wanted ? rows : [], write).uint(total);
}

/**
 * Whether something passes a client's filter. Flags come in groups (active or not, persistent or not, …); of a group
 * in which nothing is asked for everything passes. Bits are given in pairs of [bit, whether it has that].
 */
export function passes(flags: number, groups: readonly (readonly [number, boolean])[][]): boolean {
  return groups.every((group) => {
    const asked = group.filter(([bit]) => (flags & bit) !== 0);
    return asked.length === 0 || asked.some(([, has]) => has);
  });
}
