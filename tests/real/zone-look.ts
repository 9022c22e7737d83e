import type { PowerDns } from '../../lab/powerdns.ts';
import type { ZoneSets } from '../faults/outside-zone.ts';
import { dig, type ServedSet, transfer } from './dig.ts';
import { PowerDnsApi, type Rrset } from './powerdns-api.ts';

/** Zones as their PowerDNS keeps them and as it answers for them, each set by its name and type. SOA records apart: they change with every write. */
export interface ZoneLook {
  /** By its API: disabled records, and comments with their times. It shuffles the records of a set (seen with 4.7.3): here they are in order. */
  kept: Record<string, Rrset>;
  /** By a question for every set of which something is to be answered. */
  answered: Record<string, ServedSet>;
  /** By a transfer of each zone. */
  transferred: Record<string, ServedSet>;
  /** By zone. */
  serials: Record<string, number>;
}

const keyOf = ({ name, type }: { name: string; type: string }) => `${name.replace(/\.$/, '')} ${type}`;
const byKey = <T extends { name: string; type: string }>(sets: readonly T[]): Record<string, T> =>
  Object.fromEntries(sets.filter(({ type }) => type !== 'SOA').map((one) => [keyOf(one), one]));

const inOrder = (records: Rrset['records']): Rrset['records'] =>
  records.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

export async function lookAt(powerdns: PowerDns, zones: readonly { name: string }[]): Promise<ZoneLook> {
  const api = new PowerDnsApi(powerdns);
  const kept: Rrset[] = [];
  const transferred: ServedSet[] = [];
  const serials: Record<string, number> = {};
  for (const { name } of zones) {
    kept.push(...(await api.rrsets(`${name}.`)).map((one) => ({ ...one, records: inOrder(one.records) })));
    const served = await transfer(powerdns.dnsPort, name);
    transferred.push(...served);
    serials[name] = Number(served.find(({ type }) => type === 'SOA')!.values[0]!.split(' ')[2]);
  }
  const questions = kept
    .filter(({ records, type }) => type !== 'SOA' && records.some(({ disabled }) => !disabled))
    .map(({ name, type }) => ({ name: name.replace(/\.$/, ''), type }));
  const answered = await dig(powerdns.dnsPort, questions);
  return { kept: byKey(kept), answered: byKey(answered), transferred: byKey(transferred), serials };
}

/** What there is to be once these sets have other values: nothing else of them, and nothing else at all, is another. */
export function withValues(look: ZoneLook, values: Readonly<Record<string, readonly string[]>>): ZoneLook {
  const next = structuredClone(look);
  for (const [key, contents] of Object.entries(values)) {
    const { records } = next.kept[key]!;
    // A value that was kept disabled is now one that is served.
    const disabled = records.filter((one) => one.disabled && !contents.includes(one.content));
    next.kept[key]!.records = inOrder([...contents.map((content) => ({ content, disabled: false })), ...disabled]);
    const served = contents.map((content) => content.replace(/\.$/, '').toLowerCase()).toSorted();
    for (const sets of [next.answered, next.transferred]) sets[key]!.values = served;
  }
  return next;
}

/** The same with these sets at no more than this TTL. */
export function withTtls(look: ZoneLook, keys: readonly string[], most: number): ZoneLook {
  const next = structuredClone(look);
  for (const key of keys)
    for (const set of [next.kept[key]!, next.answered[key]!, next.transferred[key]!]) set.ttl = Math.min(set.ttl, most);
  return next;
}

/** Sets at Cloudflare with other contents, and all else of each record as it was. */
export function contentsLike(sets: ZoneSets, values: Readonly<Record<string, readonly string[]>>): ZoneSets {
  const next = { ...sets };
  for (const [key, contents] of Object.entries(values))
    next[key] = sets[key]!.map((line, at) => {
      const [, ...rest] = JSON.parse(line) as unknown[];
      return JSON.stringify([contents[at]!.replace(/\.$/, ''), ...rest]);
    });
  return next;
}
