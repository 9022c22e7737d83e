import { changesOf, type DnsImage, type WriteRecordSets } from '../dns/write-record-sets.ts';
import { SystemError } from '../errors.ts';
import { toldOfSets } from '../dns/told-of-sets.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { Looked } from '../system.ts';
import type { CloudflareConnection } from './connection.ts';
import { pagesOf } from './pages.ts';
import { cloudflareSets, recordSetImage } from './record-set-image.ts';
import { recordSetKey, recordSetRow, type ZoneName } from './record-set-row.ts';
import { RECORDS_A_PAGE } from './record-sets.ts';
import { ZoneRecords } from './zone-records.ts';

/** So many names are asked for one by one, at the same time; more are looked for in the whole zone, of which a page is 5,000 records. */
const NAMES_AT_ONCE = 4;

/**
 * The sets of a step as they are now.
 * @throws SystemError also where a record that may belong to one of them cannot be read
 */
export async function lookAtSets(step: WriteRecordSets, connection: CloudflareConnection): Promise<Looked<DnsImage>> {
  const zone = { key: step.target.zoneKey, name: step.target.zone };
  const wanted = changesOf(step, cloudflareSets).map((change) => (change.after ?? change.before)!);
  const names = [...new Set(wanted.map(({ name }) => name))];
  const few = names.length <= NAMES_AT_ONCE;
  const { records, observedAt } =
    (few ? undefined : await wholeZone(connection, zone, names.length)) ?? (await byName(connection, zone, names));

  const found = wanted.map(({ name, type }) => {
    if (records.isSuspect(name, type))
      throw new SystemError('malformed', `${name} ${type}: ${records.malformed[0]?.reason ?? 'cannot be read'}`);
    return records.recordsOf(name, type);
  });
  return {
    image: { sets: found.map(recordSetImage) },
    heard: () =>
      toldOfSets({
        scope: zone.key,
        observedAt,
        rows: found.filter((set) => set.length > 0).map((set) => recordSetRow(zone, set)),
        gone: wanted
          .filter((_, place) => found[place]!.length === 0)
          .map(({ name, type }) => recordSetKey(zone, name, type)),
      }),
  };
}

interface Found {
  records: ZoneRecords;
  observedAt: Date;
}

const HOW = { perPage: RECORDS_A_PAGE, needs: 'DNS Read' };
const pathOf = (zone: ZoneName) => `/zones/${encodeURIComponent(zone.key)}/dns_records`;

/** undefined where it has so many pages more that names are fewer requests. */
async function wholeZone(connection: CloudflareConnection, zone: ZoneName, names: number): Promise<Found | undefined> {
  const records = new ZoneRecords(zone);
  let observedAt: Date | undefined;
  for await (const page of pagesOf(connection, pathOf(zone), { order: 'name', direction: 'asc' }, HOW)) {
    if (!observedAt && (page.total ?? 0) / RECORDS_A_PAGE - 1 > names) return undefined;
    observedAt ??= page.sentAt;
    records.take(page.items);
  }
  return { records, observedAt: observedAt! };
}

async function byName(connection: CloudflareConnection, zone: ZoneName, names: readonly string[]): Promise<Found> {
  const records = new ZoneRecords(zone);
  const sent = await mapConcurrently(NAMES_AT_ONCE, names, async (name) => {
    let first: Date | undefined;
    for await (const page of pagesOf(connection, pathOf(zone), { 'name.exact': name }, HOW)) {
      first ??= page.sentAt;
      records.take(page.items);
    }
    return Number(first);
  });
  return { records, observedAt: new Date(Math.min(...sent)) };
}
