import type { RecordSetImage } from '../../../contract/plans/record-set-image.ts';
import { canonicalContent } from '../../../model/dns/content.ts';
import { canonicalName } from '../../../model/dns/name.ts';
import { imageOfRecords } from '../dns/image-of-records.ts';
import type { DnsProvider } from '../dns/write-record-sets.ts';
import { contentOf } from './content.ts';
import { AUTOMATIC, type DnsRecord } from './record-set-row.ts';

/** All that the records of a set say; null where there are none. */
export function recordSetImage(records: readonly DnsRecord[]): RecordSetImage | null {
  const [first] = records;
  if (!first) return null;
  return imageOfRecords(
    first.name,
    first.type,
    records.map(({ id, type, content, priority, ttl, proxied, comment, tags, settings }) => ({
      ref: id,
      content: contentOf(type, content, priority),
      disabled: false,
      ttl: ttl === AUTOMATIC ? null : ttl,
      proxied: proxied ?? null,
      comment: comment || null,
      tags: tags ?? [],
      settings: settings ?? {},
    })),
  );
}

export const cloudflareSets: DnsProvider = {
  recordsApart: true,
  kept(set) {
    const ttlOf = (ttl: number | null, proxied: boolean | null) => (ttl === AUTOMATIC || proxied ? null : ttl);
    return {
      ...set,
      name: canonicalName(set.name),
      ttl: ttlOf(set.ttl, set.proxied),
      comment: set.comment || null,
      values: set.values.map(({ content, own, ...value }) => ({
        ...value,
        content: canonicalContent(set.type, content),
        ...(own && {
          own: own.ttl === undefined ? own : { ...own, ttl: ttlOf(own.ttl, own.proxied ?? set.proxied) },
        }),
      })),
    };
  },
};
