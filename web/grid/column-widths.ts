import type { Row } from '../api/data-provider.ts';
import { nameOf } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { tagsOf } from '../ui/field-value.tsx';
import type { Column } from './columns.ts';

/** Widths of letters in px, a little above those of the widest usual system font. */
const LETTER = { plain: 8.3, machine: 7.6, name: 8.8, head: 8.9, longHead: 7.7 } as const;
const PADDING = 20;
const MARK = 22;
/** With the gap before it, and as much as the letters of a head may be wider than reckoned. */
const SORT_ARROW = 20;
/** The width beyond which a value no longer asks for more, and the width to which it may be cut. */
const MOST = 420;
const NAME_MOST = 600;
const CUT_TO = 132;
const NAME_CUT_TO = 208;
/** Up to this a value is shown whole before names get what is left over. */
const WHOLE_TO = 240;
export const CHECK_WIDTH = 36;

/** A cell's text as far as its length goes. */
function shownText(column: Column, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (column.field?.format === 'tags')
    return tagsOf(value)
      .map(([name, said]) => `${name}=${said}`)
      .join('  ');
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return value.length > 1 ? `${String(value[0])} +${value.length - 1}` : String(value[0] ?? '');
}

/** A short name may be of wide letters alone. */
const headWidth = ({ label, sort }: Column) =>
  Math.ceil(Math.min(label.length, 4) * LETTER.head + Math.max(0, label.length - 4) * LETTER.longHead) +
  PADDING +
  (sort ? SORT_ARROW : 0);

/** What a column needs to show these rows uncut, in px. */
export function wantedWidth(kind: WebKind, column: Column, rows: readonly Row[]): number {
  const head = headWidth(column);
  if (column.width !== null) return Math.max(head, column.width);
  const isName = column.name === kind.title;
  const longest = rows.reduce(
    (most, row) => Math.max(most, (isName ? nameOf(kind, row) : shownText(column, row[column.name])).length),
    0,
  );
  const letter = isName ? LETTER.name : LETTER[column.field?.format === 'machine' ? 'machine' : 'plain'];
  const whole = Math.ceil(longest * letter) + PADDING + (isName ? 2 * MARK : 0);
  return Math.max(head, Math.min(isName ? NAME_MOST : MOST, whole));
}

export type Wanted = Readonly<Record<string, number>>;

/** Widths only grow while a list is open: columns must not move under the reader. The same object when nothing grew. */
export function grown(before: Wanted, kind: WebKind, columns: readonly Column[], rows: readonly Row[]): Wanted {
  const more = columns
    .map((column) => [column.name, wantedWidth(kind, column, rows)] as const)
    .filter(([name, width]) => width > (before[name] ?? 0));
  return more.length === 0 ? before : { ...before, ...Object.fromEntries(more) };
}

/**
 * The columns as tracks of CSS grid, and the width in px that all need together.
 * Short values are never cut, long ones only where there is no room; names have the rest.
 */
export function tracks(kind: WebKind, columns: readonly Column[], wanted: Wanted): { template: string; least: number } {
  const hasName = columns.some(({ name }) => name === kind.title);
  const each = columns.map((column) => {
    const want = wanted[column.name] ?? headWidth(column);
    if (column.width !== null) return { least: want, track: `${want}px` };
    const isName = column.name === kind.title;
    const least = Math.max(Math.min(want, isName ? NAME_CUT_TO : CUT_TO), headWidth(column));
    const most = isName || !hasName ? '1fr' : `${Math.max(least, Math.min(want, WHOLE_TO))}px`;
    return { least, track: `minmax(${least}px, ${most})` };
  });
  return {
    template: [`${CHECK_WIDTH}px`, ...each.map(({ track }) => track)].join(' '),
    least: CHECK_WIDTH + each.reduce((sum, { least }) => sum + least, 0),
  };
}
