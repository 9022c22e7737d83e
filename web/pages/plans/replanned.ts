import type { PlanCandidate } from '../../../contract/plans/plan.ts';

type Params = Readonly<Record<string, unknown>>;

const listed = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

/** How an action is told which candidates are meant. */
export type Selecting = 'by-exclusion' | 'by-ids' | null;

export const selecting = (paramNames: readonly string[], params: Params): Selecting =>
  paramNames.includes('exclude') ? 'by-exclusion' : Array.isArray(params['recordSetIds']) ? 'by-ids' : null;

/**
 * The parameters that plan the same for other candidates.
 * @param changed whether each candidate that somebody has ticked or unticked is to be part of it
 */
export function replanned(
  params: Params,
  paramNames: readonly string[],
  changed: ReadonlyMap<string, boolean>,
): Record<string, unknown> {
  const taken = [...changed].filter(([, part]) => part).map(([id]) => id);
  const left = [...changed].filter(([, part]) => !part).map(([id]) => id);
  const instead = (name: string, gone: readonly string[], more: readonly string[]) => {
    const away = new Set(gone);
    return { [name]: [...new Set([...listed(params[name]).filter((id) => !away.has(id)), ...more])] };
  };
  switch (selecting(paramNames, params)) {
    case 'by-ids':
      return { ...params, ...instead('recordSetIds', left, taken) };
    case 'by-exclusion':
      return {
        ...params,
        ...instead('exclude', taken, left),
        ...(paramNames.includes('include') ? instead('include', left, taken) : {}),
      };
    case null:
      return { ...params };
  }
}

/** So many would be part of it. */
export const selectedCount = (candidates: readonly PlanCandidate[], changed: ReadonlyMap<string, boolean>): number =>
  candidates.filter(({ id, selected }) => changed.get(id) ?? selected).length;
