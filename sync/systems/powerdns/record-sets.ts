import { z } from 'zod';
import { canonicalName } from '../../../model/dns/name.ts';
import type { Listing } from '../listing.ts';
import { readRows } from '../read-rows.ts';
import type { PowerDnsConnection } from './connection.ts';
import { recordSetRow, rrset } from './rrset.ts';

const ROWS_A_PAGE = 1000;

/** A zone with its sets, which are read one by one. */
export const zoneWithSets = z.object({
  id: z.string(),
  name: z.string().min(1),
  kind: z.string().optional(),
  soa_edit_api: z.string().optional(),
  rrsets: z.array(z.unknown()),
});

/** The record sets of one zone, in one answer. */
export async function* recordSets(connection: PowerDnsConnection, zoneKey: string): Listing<'record_sets'> {
  const { sentAt, said } = await connection.get(`/zones/${encodeURIComponent(zoneKey)}?rrsets=true`, zoneWithSets);
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
