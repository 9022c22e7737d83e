import { PAGE } from '../api/list-query.ts';
import type { RowPage } from './live-rows.ts';

/** Rows that `offset` reaches (`OFFSET_LIMIT` of the contract), and so can be jumped to. */
export const ROWS_AT_ONCE = 10_000;
const PAGES_AT_ONCE = ROWS_AT_ONCE / PAGE;

/** Whether a page can only be asked for with the `after` of the page before it. */
export const isBeyond = (page: number): boolean => page >= PAGES_AT_ONCE;

/** How many rows can be scrolled to: all that `offset` reaches, and beyond one page more than have come. There the total may be an estimate. */
export function rowsReached(total: number, pageAt: (page: number) => RowPage | undefined): number {
  if (total <= ROWS_AT_ONCE) return total;
  let page = PAGES_AT_ONCE - 1;
  for (let known = pageAt(page); known; known = pageAt(page)) {
    if (!known.pageInfo?.hasNextPage) return page * PAGE + known.data.length;
    page += 1;
  }
  return (page + 1) * PAGE;
}
