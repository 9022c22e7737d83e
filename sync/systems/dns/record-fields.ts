import type { RecordSetImage } from '../../../contract/plans/record-set-image.ts';

/** What is said of each record apart, where a provider keeps a record a value. */
export const RECORD_FIELDS = ['ttl', 'proxied', 'comment', 'tags'] as const;
export type RecordField = (typeof RECORD_FIELDS)[number];

/** Whether it was read at a provider that keeps a record a value, and so says all; else it was made of the model's columns. */
export const saysAll = (set: RecordSetImage): boolean => set.values.every(({ own }) => own !== undefined);

export const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted());

export const sameField = (field: RecordField, a: unknown, b: unknown): boolean =>
  field === 'tags' ? sameList(a as string[], b as string[]) : a === b;
