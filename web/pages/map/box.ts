import type { Row } from './arrange.ts';
import { BETWEEN_COLUMNS, COLUMN_HEAD, HEAD, PADDING, taken, type Box, type Column } from './picture.ts';

export type Sized = Row & { cell: { width: number; height: number } };

/** Fewer rows than this would make a strip of a handful of objects. */
const LEAST_ROWS = 5;
/** Room for a cluster's name. */
const LEAST_WIDTH = 340;
const TOP = HEAD + COLUMN_HEAD;

const acrossOf = ({ slots }: Row, rows: number) => Math.ceil(slots.length / rows);
const heightOf = ({ slots, cell }: Sized, across: number) => Math.ceil(slots.length / across) * cell.height;

/** What a box of these columns measures: objects side by side in each. */
function sizeOf(columns: readonly Sized[], across: readonly number[]) {
  const width = columns.reduce((sum, { cell }, n) => sum + across[n]! * cell.width, 0);
  const inner = Math.max(...columns.map((one, n) => heightOf(one, across[n]!)));
  return {
    width: Math.max(LEAST_WIDTH, width + (columns.length - 1) * BETWEEN_COLUMNS + 2 * PADDING),
    height: TOP + inner + PADDING,
  };
}

/** As many rows as make the box smallest in a window of this shape; of several the fewest. */
export function rowsOf(columns: readonly Sized[], shape: number): number {
  const most = Math.max(LEAST_ROWS, ...columns.map(({ slots }) => slots.length));
  let [best, least] = [LEAST_ROWS, Infinity];
  for (let rows = LEAST_ROWS; rows <= most; rows += 1) {
    const size = sizeOf(
      columns,
      columns.map((one) => acrossOf(one, rows)),
    );
    if (taken(size, shape) < least) [best, least] = [rows, taken(size, shape)];
  }
  return best;
}

/**
 * A cluster with its columns from left to right, each in the middle of the height. As it was before it has at least the room that it had, and columns stay
 * where they were as long as they fit there.
 */
export function boxed(id: string, name: string, columns: readonly Sized[], rows: number, before?: Box): Box {
  const old = (kind: string) => before?.columns.find((column) => column.kind === kind);
  const across = columns.map((one) => Math.max(acrossOf(one, rows), old(one.kind)?.across ?? 1));
  const size = sizeOf(columns, across);
  const [width, height] = [Math.max(size.width, before?.width ?? 0), Math.max(size.height, before?.height ?? 0)];
  const inner = height - TOP - PADDING;
  let x = PADDING;
  const placed = columns.map((one, n): Column => {
    const own = heightOf(one, across[n]!);
    const known = old(one.kind);
    const kept = known && before ? known.y - before.y - TOP : Infinity;
    const column = {
      kind: one.kind,
      x,
      y: TOP + (kept + own <= inner ? kept : (inner - own) / 2),
      width: across[n]! * one.cell.width,
      height: own,
      across: across[n]!,
      cell: one.cell,
      slots: one.slots,
    };
    x += column.width + BETWEEN_COLUMNS;
    return column;
  });
  return { id, name, x: 0, y: 0, width, height, columns: placed, rows, line: 0 };
}
