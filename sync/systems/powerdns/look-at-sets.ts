import { z } from 'zod';
import type { RecordSetChange } from '../../../contract/plans/steps.ts';
import { canonicalName } from '../../../model/dns/name.ts';
import { toldOfSets } from '../dns/told-of-sets.ts';
import type { DnsImage } from '../dns/write-record-sets.ts';
import { SystemError } from '../errors.ts';
import { reasonOf } from '../read-rows.ts';
import type { Looked } from '../system.ts';
import type { PowerDnsConnection } from './connection.ts';
import { zoneWithSets } from './record-sets.ts';
import { recordSetImage, recordSetKey, recordSetRow, type Rrset, rrset, type ZoneName } from './rrset.ts';

const named = z.object({ name: z.string(), type: z.string() });

/**
 * The sets of some changes as they are now, out of the whole zone, which takes the server 30 to 50 ms for 5,000 sets. Never by `rrset_name`: the answer
 * to that lacks disabled records (seen with 4.7.3), and REPLACE would take them away.
 * @throws SystemError also where one of them cannot be read
 */
export async function lookAtSets(
  zone: ZoneName,
  changes: readonly RecordSetChange[],
  connection: PowerDnsConnection,
): Promise<Looked<DnsImage>> {
  const wanted = changes.map((change) => (change.after ?? change.before)!);
  const answer = await connection.get(`/zones/${encodeURIComponent(zone.key)}?rrsets=true`, zoneWithSets);
  const said = new Map(answer.said.rrsets.map((one) => [keyOf(one), one]));
  // One without a name and a type may be any of them.
  if (said.has('')) throw new SystemError('malformed', `a record set of ${zone.name} has neither name nor type`);

  const found = wanted.map(({ name, type }) => {
    const raw = said.get(`${name} ${type}`);
    return raw === undefined ? null : { raw: raw as Record<string, unknown>, set: readSet(raw, `${name} ${type}`) };
  });
  return {
    image: {
      sets: found.map((one) => one && recordSetImage(one.set)),
      ...(serialStays(answer.said) ? { serialStays: true } : {}),
    },
    heard: () =>
      toldOfSets({
        scope: zone.key,
        observedAt: answer.sentAt,
        rows: found.flatMap((one) => (one ? [recordSetRow(zone, one.set, one.raw)] : [])),
        gone: wanted
          .filter((_, place) => found[place] === null)
          .map(({ name, type }) => recordSetKey(zone, name, type)),
      }),
  };
}

const FETCHED = new Set(['Master', 'Primary', 'Producer']);

/**
 * Without SOA-EDIT-API the serial stays as it is whatever the API writes (seen with 4.7.3), and who transfers the zone does not fetch it. Zones that the API
 * has made have it, those that were imported or made by SQL have not. What is Native is replicated by its database.
 */
const serialStays = ({ kind, soa_edit_api }: z.output<typeof zoneWithSets>) =>
  soa_edit_api === '' && kind !== undefined && FETCHED.has(kind);

/** Empty: no one can tell which it is. */
function keyOf(one: unknown): string {
  const read = named.safeParse(one);
  if (!read.success) return '';
  try {
    return `${canonicalName(read.data.name)} ${read.data.type}`;
  } catch {
    return `${read.data.name} ${read.data.type}`;
  }
}

function readSet(one: unknown, key: string): Rrset {
  const read = rrset.safeParse(one);
  if (read.success) return read.data;
  throw new SystemError('malformed', `${key} cannot be read (${reasonOf(read.error)})`);
}
