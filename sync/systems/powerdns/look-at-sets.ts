import { z } from 'zod';
import type { RecordSetChange } from '../../../contract/plans/steps.ts';
import { absoluteName } from '../../../model/dns/content.ts';
import { canonicalName } from '../../../model/dns/name.ts';
import type { DnsImage } from '../dns/write-record-sets.ts';
import { SystemError } from '../errors.ts';
import { reasonOf } from '../read-rows.ts';
import type { Looked } from '../system.ts';
import type { PowerDnsConnection } from './connection.ts';
import { zoneWithSets } from './record-sets.ts';
import { recordSetImage, recordSetKey, recordSetRow, type Rrset, rrset, type ZoneName } from './rrset.ts';

/** So many names are asked for one by one (2 ms each); a whole zone of 5,000 sets takes the server 30 to 50 ms. */
const NAMES_ASKED = 4;

const named = z.object({ name: z.string(), type: z.string() });

/**
 * The sets of some changes as they are now.
 * @throws SystemError also where one of them cannot be read
 */
export async function lookAtSets(
  zone: ZoneName,
  changes: readonly RecordSetChange[],
  connection: PowerDnsConnection,
): Promise<Looked<DnsImage>> {
  const wanted = changes.map((change) => (change.after ?? change.before)!);
  const names = [...new Set(wanted.map(({ name }) => name))];
  const queries =
    names.length <= NAMES_ASKED
      ? names.map((name) => `rrset_name=${encodeURIComponent(absoluteName(name))}`)
      : ['rrsets=true'];
  const said = new Map<string, unknown>();
  let observedAt: Date | undefined;
  for (const query of queries) {
    const answer = await connection.get(`/zones/${encodeURIComponent(zone.key)}?${query}`, zoneWithSets);
    observedAt ??= answer.sentAt;
    for (const one of answer.said.rrsets) said.set(keyOf(one), one);
  }
  // One without a name and a type may be any of them.
  if (said.has('')) throw new SystemError('malformed', `a record set of ${zone.name} has neither name nor type`);

  const found = wanted.map(({ name, type }) => {
    const raw = said.get(`${name} ${type}`);
    return raw === undefined ? null : { raw: raw as Record<string, unknown>, set: readSet(raw, `${name} ${type}`) };
  });
  const rows = found.flatMap((one) => (one ? [recordSetRow(zone, one.set, one.raw)] : []));
  const gone = wanted.filter((_, place) => found[place] === null);
  const about = { kind: 'record_sets' as const, scope: zone.key, observedAt: observedAt! };
  return {
    image: { sets: found.map((one) => one && recordSetImage(one.set)) },
    heard: [
      ...(rows.length === 0 ? [] : [{ type: 'page' as const, ...about, rows }]),
      ...(gone.length === 0
        ? []
        : [{ type: 'deleted' as const, ...about, keys: gone.map(({ name, type }) => recordSetKey(zone, name, type)) }]),
    ],
  };
}

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
