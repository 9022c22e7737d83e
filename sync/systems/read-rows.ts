import type { z } from 'zod';
import type { KindName } from '../../contract/kinds/all.ts';
import type { Row } from './system.ts';

export interface Malformed {
  key: string | null;
  reason: string;
}

/**
 * Reads a provider's items one by one: an item that does not fit its schema is set aside with the reason, and the others go on.
 * @param keyOf the key of an item that could not be read, as far as it says one
 */
export function readRows<N extends KindName, S extends z.ZodType>(
  schema: S,
  items: readonly unknown[],
  toRow: (item: z.output<S>, said: Record<string, unknown>) => Row<N>,
  keyOf: (item: unknown) => unknown,
): { rows: Row<N>[]; malformed: Malformed[] } {
  const rows: Row<N>[] = [];
  const malformed: Malformed[] = [];
  const setAside = (item: unknown, reason: string) => {
    const key = keyOf(item ?? {});
    malformed.push({ key: typeof key === 'string' && key !== '' ? key : null, reason });
  };
  for (const item of items) {
    const read = schema.safeParse(item);
    if (!read.success) {
      setAside(item, reasonOf(read.error));
      continue;
    }
    try {
      rows.push(toRow(read.data, item as Record<string, unknown>));
    } catch (error) {
      setAside(item, error instanceof Error ? error.message : String(error));
    }
  }
  return { rows, malformed };
}

/** What is wrong and where, without the values: a value in the wrong place may be a secret. */
export function reasonOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ');
}
