import type { Row } from '../api/data-provider.ts';
import type { WebField, WebKind } from '../kinds/web-kind.ts';

/** So many measurements may fail before the last one says nothing about now. */
const MISSED = 3;

/**
 * When a value was true that changes all the time, if that is too long ago to be read as now; null: it is fresh, or of a field that keeps its value.
 * A silent host keeps its last values.
 */
export function oldSince(kind: WebKind, field: WebField, row: Row, now: number): string | null {
  if (!field.volatile || row[field.name] === null) return null;
  const { measuredAt, seenAt, staleAt } = row as Row & { measuredAt?: string; seenAt?: string; staleAt?: string };
  if (field.measured && measuredAt && kind.measuredEvery !== null)
    return now - Date.parse(measuredAt) > MISSED * kind.measuredEvery * 1000 ? measuredAt : null;
  return staleAt && seenAt && Date.parse(staleAt) < now ? seenAt : null;
}
