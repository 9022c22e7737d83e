import { z } from 'zod';
import { unicodeName } from '../../../model/dns/name.ts';
import { common } from '../dns/image-of-records.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import { contentOf } from './content.ts';

export const dnsRecord = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  type: z.string().min(1),
  content: z.string(),
  priority: z.int().optional(),
  ttl: z.int().min(0),
  proxied: z.boolean().nullish(),
  comment: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  settings: z.record(z.string(), z.unknown()).nullish(),
  modified_on: z.iso.datetime({ offset: true }).nullish(),
});
export type DnsRecord = z.output<typeof dnsRecord> & { raw: Record<string, unknown> };

/** The provider chooses the time to live, 300 seconds. */
export const AUTOMATIC = 1;

/** As much of a zone as its sets have. */
export type ZoneName = Pick<Row<'zones'>, 'key' | 'name'>;

export const recordSetKey = (zone: ZoneName, name: string, type: string) => `${zone.key}/${name}/${type}`;

/**
 * A set from its records, in an order that does not depend on theirs. Each record has its own ttl, proxied, comment and tags:
 * what all have in common is the set's; where they differ the set has null (tags: all of them), and `raw.records` keeps
 * what each said.
 */
export function recordSetRow(zone: ZoneName, records: readonly DnsRecord[]): Row<'record_sets'> {
  const { name, type } = records[0] as DnsRecord;
  const values = records
    .map(({ id, content, priority }) => ({ content: contentOf(type, content, priority), ref: id }))
    .sort((a, b) => compareText(a.content, b.content) || compareText(a.ref, b.ref));
  const ttl = common(records.map((record) => record.ttl));
  return {
    key: recordSetKey(zone, name, type),
    raw: settledRaw({ records: records.map(({ raw }) => raw) }),
    name,
    unicodeName: unicodeName(name),
    type,
    contents: values.map(({ content }) => content),
    ttl: ttl === AUTOMATIC ? null : ttl,
    proxied: common(records.map((record) => record.proxied ?? null)),
    provider: 'cloudflare',
    zone: zone.name,
    zoneKey: zone.key,
    comment: common(records.map((record) => record.comment || null)),
    recordTags: [...new Set(records.flatMap((record) => record.tags ?? []))].sort(compareText),
    values,
    modifiedAt: latest(records.map((record) => record.modified_on ?? null)),
  };
}

function latest(times: readonly (string | null)[]): string | null {
  const known = times.filter((time) => time !== null).map((time) => Date.parse(time));
  return known.length > 0 ? new Date(Math.max(...known)).toISOString() : null;
}
