import { type RecordSetImage, sameSet, wholeValues } from '../../../contract/plans/record-set-image.ts';
import type { RecordSetChange } from '../../../contract/plans/steps.ts';
import { RECORD_FIELDS, type RecordField, sameField, sameList, saysAll } from './record-fields.ts';

/**
 * Whether a set that was read is the one that a plan has found, or the one that it wants.
 *
 * Plans are made of the model's columns. Where the provider keeps a record a value, these have what all records of a set have in common, null where
 * they differ, and the tags of all. So
 * - `before` is what was read if that makes the same columns: every difference that the model can see is one, and a set is not another one for
 *   having records that differ.
 * - `after` is what was read if each record has what the plan changes, and the columns that the plan leaves alone are the same, but for those that
 *   are null: there each record has kept its own, and with fewer records they may now have it in common.
 *
 * An image that was read (`saysAll`), as in what undoes a step, is held against another record by record. Where sets are kept whole, columns say all.
 */
export interface Comparing {
  /** A record a value, each with its own ttl, proxied, comment and tags. */
  recordsApart: boolean;
}

export function isBefore(
  { before }: RecordSetChange,
  read: RecordSetImage | null,
  { recordsApart }: Comparing,
): boolean {
  if (before === null || read === null || !recordsApart || saysAll(before)) return sameSet(before, read);
  return sameValues(before, read) && RECORD_FIELDS.every((field) => sameField(field, before[field], read[field]));
}

export function isAfter(
  { before, after }: RecordSetChange,
  read: RecordSetImage | null,
  { recordsApart }: Comparing,
): boolean {
  if (after === null || read === null || !recordsApart || saysAll(after)) return sameSet(after, read);
  const each = wholeValues(read);
  const has = (field: RecordField) => {
    const keeps = keepsOwn({ before, after }, field);
    if (field === 'tags' && keeps) return each.every(({ tags }) => tags.every((tag) => after.tags.includes(tag)));
    // Not said: where it is of no use, or as each record has it.
    if (field === 'proxied' && after.proxied === null) return true;
    return keeps || each.every((value) => sameField(field, value[field], after[field]));
  };
  return sameValues(after, read) && RECORD_FIELDS.every(has);
}

/** Whether each record keeps what it has: the plan leaves the field alone, and its column may hide that they differ. */
export function keepsOwn({ before, after }: Pick<RecordSetChange, 'before' | 'after'>, field: RecordField): boolean {
  if (before === null || after === null || saysAll(after)) return false;
  return field === 'tags' ? sameList(before.tags, after.tags) : before[field] === null && after[field] === null;
}

const sameValues = (a: RecordSetImage, b: RecordSetImage): boolean =>
  a.name === b.name && a.type === b.type && sameList(a.values.map(inShort), b.values.map(inShort));

const inShort = ({ content, disabled }: { content: string; disabled?: boolean }) => `${disabled ?? false} ${content}`;
