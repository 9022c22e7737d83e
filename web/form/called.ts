import type { Row } from '../api/data-provider.ts';
import { nameOf } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';

/** An object as one calls it among others of its kind: a name may have several record sets. */
export const called = (kind: WebKind, row: Row): string =>
  kind.name === 'record_sets' ? `${nameOf(kind, row)} ${String(row['type'])}` : nameOf(kind, row);
