import type { Listing } from '../listing.ts';
import type { Row } from '../system.ts';
import type { CloudflareConnection } from './connection.ts';
import { pagesOf } from './pages.ts';
import { ZoneRecords } from './zone-records.ts';

/** What external-dns asks for in production: few zones have a second page, so few listings can shift while they are read. */
export const RECORDS_A_PAGE = 5000;
const ROWS_A_PAGE = 1000;

/**
 * The record sets of a zone. A record is one value here, and the values of a set may be on different pages, so sets are made
 * when the listing is over; one that broke off tells the sets that are certainly whole.
 */
export async function* recordSets(connection: CloudflareConnection, zone: Row<'zones'>): Listing<'record_sets'> {
  const records = new ZoneRecords(zone);
  let observedAt: Date | undefined;
  let failure: unknown;
  try {
    const path = `/zones/${encodeURIComponent(zone.key)}/dns_records`;
    const query = { order: 'name', direction: 'asc' };
    for await (const page of pagesOf(connection, path, query, { perPage: RECORDS_A_PAGE, needs: 'DNS Read' })) {
      observedAt ??= page.sentAt;
      records.take(page.items);
    }
  } catch (error) {
    failure = error;
  }
  if (observedAt) {
    const rows = records.sets({ whole: failure === undefined });
    for (let at = 0; at < rows.length; at += ROWS_A_PAGE) yield { observedAt, rows: rows.slice(at, at + ROWS_A_PAGE) };
    yield { observedAt, rows: [], malformed: records.malformed };
  }
  if (failure !== undefined) throw failure;
}
