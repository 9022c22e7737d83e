import { useState } from 'react';
import type { Row } from '../api/data-provider.ts';
import { PAGE } from '../api/list-query.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { grown, tracks, type Wanted } from './column-widths.ts';
import type { Column } from './columns.ts';
import type { Rows } from './use-rows.ts';

/** Column widths after what the first page holds. Pages further down do not count: scrolling must not move columns. */
export function useTracks(kind: WebKind, columns: readonly Column[], rows: Rows): { template: string; least: number } {
  const [wanted, setWanted] = useState<Wanted>({});
  const first = Array.from({ length: Math.min(PAGE, rows.count) }, (_, index) => rows.row(index));
  const now = grown(
    wanted,
    kind,
    columns,
    first.filter((row): row is Row => row !== undefined),
  );
  if (now !== wanted) setWanted(now);
  return tracks(kind, columns, now);
}
