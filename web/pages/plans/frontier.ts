import type { StepState } from '../../../contract/plans/states.ts';

/** Nothing more comes of a step in these, unless a person says so. */
const OVER: readonly StepState[] = ['applied', 'skipped'];

/**
 * Steps run one after the other: of their pages only the first with a step that is not over can have anything new. Its place; null where all are over.
 * `undefined` stands for a page that has not come.
 */
export function frontier(pages: readonly (readonly { state: StepState }[] | undefined)[]): number | null {
  const place = pages.findIndex((steps) => steps?.some(({ state }) => !OVER.includes(state)));
  return place < 0 ? null : place;
}
