import { describe, expect, it } from 'vitest';
import { PAGE } from '../api/list-query.ts';
import type { RowPage } from './live-rows.ts';
import { isBeyond, ROWS_AT_ONCE, rowsReached } from './reach.ts';

const page = (rows: number, hasNextPage: boolean) =>
  ({ data: Array.from({ length: rows }, (_, n) => ({ id: String(n) })), pageInfo: { hasNextPage } }) as RowPage;
const loaded = (pages: Record<number, RowPage>) => (n: number) => pages[n];

describe('rows that can be scrolled to', () => {
  it('are all of them where offset reaches', () => {
    expect(rowsReached(0, loaded({}))).toBe(0);
    expect(rowsReached(ROWS_AT_ONCE, loaded({}))).toBe(ROWS_AT_ONCE);
    expect([0, 99].map(isBeyond)).toEqual([false, false]);
  });

  it('grow by a page when the last one has come', () => {
    const more = page(PAGE, true);
    expect(rowsReached(50_000, loaded({ 0: more }))).toBe(10_000);
    expect(rowsReached(50_000, loaded({ 99: more }))).toBe(10_100);
    expect(rowsReached(50_000, loaded({ 99: more, 100: more, 101: more }))).toBe(10_300);
    // What was forgotten in between has to come again first.
    expect(rowsReached(50_000, loaded({ 99: more, 101: more }))).toBe(10_100);
    expect(isBeyond(100)).toBe(true);
  });

  it('end where the rows do, whatever was estimated', () => {
    const more = page(PAGE, true);
    expect(rowsReached(50_000, loaded({ 99: more, 100: page(7, false) }))).toBe(10_007);
    expect(rowsReached(10_001, loaded({ 99: more, 100: more }))).toBe(10_200);
  });
});
