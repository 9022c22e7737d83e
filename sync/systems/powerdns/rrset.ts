import { z } from 'zod';
import type { RecordSetImage } from '../../../contract/plans/record-set-image.ts';
import { canonicalContent, zoneFileContent } from '../../../model/dns/content.ts';
import { canonicalName, unicodeName } from '../../../model/dns/name.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';

const record = z.object({
  content: z.string(),
  disabled: z.boolean().optional(),
  /** Since 5.0, in seconds; 0 where it is not kept. */
  modified_at: z.int().min(0).optional(),
});
const comment = z.object({
  content: z.string(),
  account: z.string().optional(),
  modified_at: z.int().optional(),
});
/** A set of records as the API has it. PowerDNS keeps sets whole, so that a record has no reference of its own. */
export const rrset = z.object({
  name: z.string().min(1),
  type: z.string().min(1),
  ttl: z.int().min(0),
  records: z.array(record),
  comments: z.array(comment).optional(),
});
export type Rrset = z.output<typeof rrset>;

export interface ZoneName {
  key: string;
  name: string;
}

export const recordSetKey = (zone: ZoneName, name: string, type: string) => `${zone.key}/${name}/${type}`;

export function recordSetRow(zone: ZoneName, said: Rrset, raw: Record<string, unknown>): Row<'record_sets'> {
  const { name, type, ttl, comment: text, values } = recordSetImage(said);
  return {
    key: recordSetKey(zone, name, type),
    raw: settledRaw(raw),
    name,
    unicodeName: unicodeName(name),
    type,
    // A disabled record is kept by the server and not served.
    contents: values.filter((value) => !value.disabled).map(({ content }) => content),
    ttl,
    proxied: null,
    provider: 'powerdns',
    zone: zone.name,
    zoneKey: zone.key,
    comment: text,
    recordTags: [],
    values: values.map(({ content, ref, disabled }) => ({ content, ref, ...(disabled ? { disabled } : {}) })),
    modifiedAt: latest(said.records.map(({ modified_at }) => modified_at ?? 0)),
  };
}

/** All that a set says. Several comments are one text, one a line, the oldest first. */
export function recordSetImage({ name, type, ttl, records, comments = [] }: Rrset): RecordSetImage {
  const kept = comments
    .filter(({ content }) => content !== '')
    .map(({ content, account = '', modified_at = null }) => ({ content, account, modifiedAt: modified_at }))
    .sort((a, b) => (a.modifiedAt ?? 0) - (b.modifiedAt ?? 0) || compareText(a.content, b.content));
  return {
    name: canonicalName(name),
    type,
    ttl,
    proxied: null,
    comment: kept.length > 0 ? kept.map(({ content }) => content).join('\n') : null,
    tags: [],
    values: records
      .map(({ content, disabled }) => ({
        ...spelt(type, content),
        ref: null,
        ...(disabled ? { disabled } : {}),
      }))
      .sort((a, b) => compareText(a.content, b.content) || Number(a.disabled ?? false) - Number(b.disabled ?? false)),
    ...(kept.length > 0 ? { comments: kept } : {}),
  };
}

/** With the server's own spelling where a write would make another of it: it keeps capitals of names, as Amazon shows them. */
function spelt(type: string, said: string): { content: string; spelling?: string } {
  const content = canonicalContent(type, said);
  return zoneFileContent(type, content) === said ? { content } : { content, spelling: said };
}

function latest(seconds: readonly number[]): string | null {
  const last = Math.max(0, ...seconds);
  return last > 0 ? new Date(last * 1000).toISOString() : null;
}
