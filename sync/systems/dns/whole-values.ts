import type { RecordSetImage, ValueImage } from '../../../contract/plans/record-set-image.ts';

/** What is said of each record apart, where a provider keeps a record a value. */
export const RECORD_FIELDS = ['ttl', 'proxied', 'comment', 'tags'] as const;
export type RecordField = (typeof RECORD_FIELDS)[number];

/** A value with all that is said of it, its own or the set's. */
export interface WholeValue {
  content: string;
  disabled: boolean;
  ttl: number | null;
  proxied: boolean | null;
  comment: string | null;
  tags: string[];
  settings: Record<string, unknown>;
}

export const wholeValue = (set: RecordSetImage, { content, disabled, own }: ValueImage): WholeValue => ({
  content,
  disabled: disabled ?? false,
  ttl: own?.ttl === undefined ? set.ttl : own.ttl,
  proxied: own?.proxied === undefined ? set.proxied : own.proxied,
  comment: own?.comment === undefined ? set.comment : own.comment,
  tags: own?.tags ?? set.tags,
  settings: own?.settings ?? {},
});

export const wholeValues = (set: RecordSetImage): WholeValue[] => set.values.map((value) => wholeValue(set, value));

/** Whether it was read at a provider that keeps a record a value, and so says all; else it was made of the model's columns. */
export const saysAll = (set: RecordSetImage): boolean => set.values.every(({ own }) => own !== undefined);

export const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted());

export const sameField = (field: RecordField, a: unknown, b: unknown): boolean =>
  field === 'tags' ? sameList(a as string[], b as string[]) : a === b;
