import { z } from 'zod';
import { canonicalContent } from '../../../model/dns/content.ts';
import { canonicalName, unicodeName } from '../../../model/dns/name.ts';
import type { Listing } from '../listing.ts';
import { readRows } from '../read-rows.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import type { PowerDnsConnection } from './connection.ts';

const ROWS_A_PAGE = 1000;

const record = z.object({
  content: z.string(),
  disabled: z.boolean().optional(),
  /** Since 5.0, in seconds; 0 where it is not kept. */
  modified_at: z.int().min(0).optional(),
});
const comment = z.object({ content: z.string(), modified_at: z.int().optional() });
const rrset = z.object({
  name: z.string().min(1),
  type: z.string().min(1),
  ttl: z.int().min(0),
  records: z.array(record),
  comments: z.array(comment).optional(),
});
const answer = z.object({ id: z.string(), name: z.string().min(1), rrsets: z.array(z.unknown()) });

/** The record sets of one zone, in one answer. PowerDNS keeps sets whole, so that a record has no reference of its own. */
export async function* recordSets(connection: PowerDnsConnection, zoneKey: string): Listing<'record_sets'> {
  const { sentAt, said } = await connection.get(`/zones/${encodeURIComponent(zoneKey)}?rrsets=true`, answer);
  const zone = { key: zoneKey, name: canonicalName(said.name) };
  const { rows, malformed } = readRows<'record_sets', typeof rrset>(
    rrset,
    said.rrsets,
    (one, raw) => recordSetRow(zone, one, raw),
    (one) => keyIn(zone, one as { name?: unknown; type?: unknown }),
  );
  for (let at = 0; at < rows.length; at += ROWS_A_PAGE)
    yield { observedAt: sentAt, rows: rows.slice(at, at + ROWS_A_PAGE) };
  yield { observedAt: sentAt, rows: [], malformed };
}

const keyIn = (zone: { key: string }, { name, type }: { name?: unknown; type?: unknown }) =>
  typeof name === 'string' && typeof type === 'string' ? `${zone.key}/${name}/${type}` : undefined;

function recordSetRow(
  zone: { key: string; name: string },
  said: z.output<typeof rrset>,
  raw: Record<string, unknown>,
): Row<'record_sets'> {
  const name = canonicalName(said.name);
  const { type, ttl } = said;
  const values = said.records
    .map(({ content, disabled }) => ({
      content: canonicalContent(type, content),
      ref: null,
      ...(disabled ? { disabled } : {}),
    }))
    .sort((a, b) => compareText(a.content, b.content) || Number(a.disabled ?? false) - Number(b.disabled ?? false));
  return {
    key: `${zone.key}/${name}/${type}`,
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
    comment: joined(said.comments ?? []),
    recordTags: [],
    values,
    modifiedAt: latest(said.records.map(({ modified_at }) => modified_at ?? 0)),
  };
}

/** A set may have several comments: one a line, the oldest first. */
function joined(comments: readonly z.output<typeof comment>[]): string | null {
  const lines = comments
    .filter(({ content }) => content !== '')
    .toSorted((a, b) => (a.modified_at ?? 0) - (b.modified_at ?? 0) || compareText(a.content, b.content));
  return lines.length > 0 ? lines.map(({ content }) => content).join('\n') : null;
}

function latest(seconds: readonly number[]): string | null {
  const last = Math.max(0, ...seconds);
  return last > 0 ? new Date(last * 1000).toISOString() : null;
}
