import { changesOf, type DnsImage, type WriteRecordSets } from '../dns/write-record-sets.ts';
import { SystemError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { Looked } from '../system.ts';
import type { CloudflareConnection } from './connection.ts';
import { pagesOf } from './pages.ts';
import { cloudflareSets, recordSetImage } from './record-set-image.ts';
import { recordSetKey, recordSetRow } from './record-set-row.ts';
import { RECORDS_A_PAGE } from './record-sets.ts';
import { ZoneRecords } from './zone-records.ts';

/** So many names are asked for one by one; more are found in the whole zone, of which a page is 5,000 records. */
const NAMES_ASKED = 4;

/**
 * The sets of a step as they are now.
 * @throws SystemError also where a record that may belong to one of them cannot be read
 */
export async function lookAtSets(step: WriteRecordSets, connection: CloudflareConnection): Promise<Looked<DnsImage>> {
  const zone = { key: step.target.zoneKey, name: step.target.zone };
  const records = new ZoneRecords(zone);
  const wanted = changesOf(step, cloudflareSets).map((change) => (change.after ?? change.before)!);
  const names = [...new Set(wanted.map(({ name }) => name))];
  const queries = names.length <= NAMES_ASKED ? names.map((name) => ({ 'name.exact': name })) : [{}];
  const path = `/zones/${encodeURIComponent(zone.key)}/dns_records`;
  const sentAt = await mapConcurrently(NAMES_ASKED, queries, async (query) => {
    let first: Date | undefined;
    const how = { perPage: RECORDS_A_PAGE, needs: 'DNS Read' };
    for await (const page of pagesOf(connection, path, { ...query, order: 'name', direction: 'asc' }, how)) {
      first ??= page.sentAt;
      records.take(page.items);
    }
    return first!;
  });
  const observedAt = new Date(Math.min(...sentAt.map(Number)));

  const found = wanted.map(({ name, type }) => {
    if (records.isSuspect(name, type))
      throw new SystemError('malformed', `${name} ${type}: ${records.malformed[0]?.reason ?? 'cannot be read'}`);
    return records.recordsOf(name, type);
  });
  const rows = found.filter((set) => set.length > 0).map((set) => recordSetRow(zone, set));
  const gone = wanted.filter((_, place) => found[place]!.length === 0);
  const about = { kind: 'record_sets' as const, scope: zone.key, observedAt };
  return {
    image: { sets: found.map(recordSetImage) },
    heard: [
      ...(rows.length === 0 ? [] : [{ type: 'page' as const, ...about, rows }]),
      ...(gone.length === 0
        ? []
        : [{ type: 'deleted' as const, ...about, keys: gone.map(({ name, type }) => recordSetKey(zone, name, type)) }]),
    ],
  };
}
