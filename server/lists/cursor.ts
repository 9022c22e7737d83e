import type { QueryField } from './query-fields.ts';
import { isUuid, valueOf } from './query-fields.ts';

/** The last row of a page: its value in the sorted field, and its id. */
export interface Cursor {
  value: unknown;
  id: string;
}

interface Sort {
  field: QueryField;
  descending: boolean;
}

const orderWord = ({ field, descending }: Sort) => `${descending ? '-' : ''}${field.name}`;

/** Opaque to clients; it names its order, so that it cannot be used with another. */
export const writeCursor = (sort: Sort, cursor: Cursor): string =>
  Buffer.from(JSON.stringify([orderWord(sort), cursor.value, cursor.id])).toString('base64url');

export function readCursor(text: string, sort: Sort): Cursor | undefined {
  try {
    const [order, value, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    if (order !== orderWord(sort) || typeof id !== 'string' || !isUuid(id)) return undefined;
    if (value === null) return { value: null, id };
    const read = valueOf({ ...sort.field, words: null }, String(value));
    return 'value' in read ? { value: read.value, id } : undefined;
  } catch {
    return undefined;
  }
}
