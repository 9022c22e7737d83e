import type { RecordSetImage, WholeValue } from '../../../contract/plans/record-set-image.ts';
import type { RecordSetChange } from '../../../contract/plans/steps.ts';
import { pairRecords } from '../dns/pair-records.ts';
import { sameList } from '../dns/record-fields.ts';
import { recordBody } from './record-body.ts';
import { AUTOMATIC } from './record-set-row.ts';

/** The body of `POST /zones/:id/dns_records/batch`: carried out in this order, in one transaction ("Batch record changes"). */
export interface Batch {
  deletes: { id: string }[];
  patches: ({ id: string } & Record<string, unknown>)[];
  posts: Record<string, unknown>[];
}

/** What makes the wanted sets of those that were found: patches say only what differs, and what is left out stays. */
export function batchOf(changes: readonly RecordSetChange[], found: readonly (RecordSetImage | null)[]): Batch {
  const batch: Batch = { deletes: [], patches: [], posts: [] };
  changes.forEach((change, place) => {
    const { name, type } = (change.after ?? change.before)!;
    for (const { is, becomes } of pairRecords(change, found[place] ?? null)) {
      if (becomes === null) batch.deletes.push({ id: is.ref! });
      else if (is === null) batch.posts.push({ name, type, ...created(type, becomes) });
      else {
        const patch = changed(type, is, becomes);
        if (Object.keys(patch).length > 0) batch.patches.push({ id: is.ref!, ...patch });
      }
    }
  });
  return batch;
}

export const sizeOf = ({ deletes, patches, posts }: Batch) => deletes.length + patches.length + posts.length;

const ttlOf = (ttl: number | null) => ttl ?? AUTOMATIC;
const isSame = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b);

function created(
  type: string,
  { content, ttl, proxied, comment, tags, settings }: WholeValue,
): Record<string, unknown> {
  return {
    ...recordBody(type, content),
    ttl: ttlOf(ttl),
    ...(proxied === null ? {} : { proxied }),
    ...(comment === null ? {} : { comment }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  };
}

function changed(type: string, is: WholeValue, becomes: WholeValue): Record<string, unknown> {
  return {
    ...(is.content === becomes.content ? {} : recordBody(type, becomes.content)),
    ...(is.ttl === becomes.ttl ? {} : { ttl: ttlOf(becomes.ttl) }),
    ...(is.proxied === becomes.proxied ? {} : { proxied: becomes.proxied }),
    // An empty text takes a comment away; null leaves it (cloudflare-go, UpdateDNSRecordParams).
    ...(is.comment === becomes.comment ? {} : { comment: becomes.comment ?? '' }),
    ...(sameList(is.tags, becomes.tags) ? {} : { tags: becomes.tags }),
    ...(isSame(is.settings, becomes.settings) ? {} : { settings: becomes.settings }),
  };
}
