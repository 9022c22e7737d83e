import {
  type RecordSetImage,
  type ValueImage,
  wholeValue,
  type WholeValue,
} from '../../../contract/plans/record-set-image.ts';
import type { RecordSetChange } from '../../../contract/plans/steps.ts';
import { keepsOwn } from './as-planned.ts';
import { imageOfRecords, type WholeRecord } from './image-of-records.ts';
import { RECORD_FIELDS } from './record-fields.ts';

/** A record that is there and what becomes of it. Without `is` it is made, without `becomes` it goes. */
export type Pair =
  { is: WholeRecord; becomes: WholeValue } | { is: null; becomes: WholeValue } | { is: WholeRecord; becomes: null };

/**
 * Where the provider keeps a record a value: which record becomes which value, so that as many as can be stay the records that they are. A value that is
 * there already stays where it is; another takes the record that it is said to be, else the next one that is left. What is left in the end goes.
 */
export function pairRecords(change: Pick<RecordSetChange, 'before' | 'after'>, found: RecordSetImage | null): Pair[] {
  const { after } = change;
  const left = (found?.values ?? []).map((value): WholeRecord => ({ ...wholeValue(found!, value), ref: value.ref }));
  const taken = new Map<ValueImage, WholeRecord>();
  const give = (fits: (wanted: ValueImage, record: WholeRecord) => boolean) => {
    for (const wanted of after?.values ?? []) {
      if (taken.has(wanted)) continue;
      const place = left.findIndex((record) => fits(wanted, record));
      if (place >= 0) taken.set(wanted, left.splice(place, 1)[0]!);
    }
  };
  give((wanted, record) => wanted.content === record.content && wanted.ref !== null && wanted.ref === record.ref);
  give((wanted, record) => wanted.content === record.content);
  give((wanted, record) => wanted.ref !== null && wanted.ref === record.ref);
  give(() => true);
  return [
    ...left.map((record): Pair => ({ is: record, becomes: null })),
    ...(after?.values ?? []).map((wanted): Pair => {
      const record = taken.get(wanted) ?? null;
      return { is: record, becomes: whole(change, after!, wanted, record) };
    }),
  ];
}

/** The set that a change brings about from what was found, record by record. */
export function wantedSet(change: Pick<RecordSetChange, 'before' | 'after'>, found: RecordSetImage | null) {
  if (change.after === null) return null;
  const records = pairRecords(change, found).flatMap(({ is, becomes }) =>
    becomes ? [{ ...becomes, ref: is?.ref ?? null }] : [],
  );
  return imageOfRecords(change.after.name, change.after.type, records);
}

function whole(
  change: Pick<RecordSetChange, 'before' | 'after'>,
  after: RecordSetImage,
  wanted: ValueImage,
  record: WholeRecord | null,
): WholeValue {
  const value = wholeValue(after, wanted);
  if (record) {
    const kept = RECORD_FIELDS.filter((field) => wanted.own?.[field] === undefined && keepsOwn(change, field));
    const tagsFit = record.tags.every((tag) => after.tags.includes(tag));
    for (const field of kept) if (field !== 'tags' || tagsFit) Object.assign(value, { [field]: record[field] });
    if (wanted.own === undefined) value.settings = record.settings;
  }
  const proxied = value.proxied ?? (record ? record.proxied : false);
  // What is proxied has no time to live of its own (Cloudflare, "Proxy status").
  return { ...value, proxied, ttl: proxied ? null : value.ttl };
}
