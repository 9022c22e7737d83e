import type { RecordSetImage, ValueImage, WholeValue } from '../../../contract/plans/record-set-image.ts';
import { compareText } from '../settled-raw.ts';
import { sameList } from './record-fields.ts';

/** A record with the provider's own id; null: it is still to be made. */
export type WholeRecord = WholeValue & { ref: string | null };

/**
 * A set of records, each of which has its own ttl, proxied, comment and tags. The set has what all have in common, as the model's columns have it, and each
 * value, in `own`, what is not that: `saysAll`.
 */
export function imageOfRecords(name: string, type: string, records: readonly WholeRecord[]): RecordSetImage {
  const set = {
    name,
    type,
    ttl: common(records.map(({ ttl }) => ttl)),
    proxied: common(records.map(({ proxied }) => proxied)),
    comment: common(records.map(({ comment }) => comment)),
    tags: [...new Set(records.flatMap(({ tags }) => tags))].sort(compareText),
  };
  const values = records
    .map(({ content, ref, disabled, ttl, proxied, comment, tags, settings }): ValueImage => ({
      content,
      ref,
      ...(disabled ? { disabled } : {}),
      own: {
        ...(ttl === set.ttl ? {} : { ttl }),
        ...(proxied === set.proxied ? {} : { proxied }),
        ...(comment === set.comment ? {} : { comment }),
        ...(sameList(tags, set.tags) ? {} : { tags }),
        ...(Object.keys(settings).length === 0 ? {} : { settings }),
      },
    }))
    .sort((a, b) => compareText(a.content, b.content) || compareText(a.ref ?? '', b.ref ?? ''));
  return { ...set, values };
}

/** What all have; null where they differ. */
export const common = <T>(values: readonly T[]): T | null =>
  values.every((value) => value === values[0]) ? (values[0] ?? null) : null;
