import { z } from 'zod';
import { canonicalName } from '../../../model/dns/name.ts';
import { type Malformed, reasonOf } from '../read-rows.ts';
import { compareText } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import { type DnsRecord, dnsRecord, recordSetRow, type ZoneName } from './record-set-row.ts';

const named = z.object({ name: z.string() });
const typed = z.object({ type: z.string() });
const identified = z.object({ id: z.string() });

/** The records of one zone as they come in, by page, and the sets that they make. */
export class ZoneRecords {
  readonly malformed: Malformed[] = [];
  readonly #zone: ZoneName;
  readonly #sets = new Map<string, Map<string, DnsRecord>>();
  /** What is known of records that could not be read: the sets that they may belong to lack a value. */
  readonly #suspects: { name: string | undefined; type: string | undefined }[] = [];
  /** Names at the ends of pages, whose sets may go on on a page that was not seen. */
  readonly #edges = new Set<string>();
  #last = '';
  #inOrder = true;

  constructor(zone: ZoneName) {
    this.#zone = zone;
  }

  take(items: readonly unknown[]): void {
    const names = items.flatMap((item) => named.safeParse(item).data?.name.toLowerCase() ?? []);
    if (this.#last !== '' && names[0] !== undefined) this.#edges.add(names[0]);
    for (const name of names) {
      this.#inOrder &&= name >= this.#last;
      this.#last = name;
    }
    this.#edges.add(this.#last);
    for (const item of items) this.#takeOne(item);
  }

  #takeOne(item: unknown): void {
    const read = dnsRecord.safeParse(item);
    if (!read.success) return this.#setAside(item, reasonOf(read.error));
    try {
      const name = canonicalName(read.data.name);
      const key = `${name}/${read.data.type}`;
      const set = this.#sets.get(key) ?? new Map<string, DnsRecord>();
      set.set(read.data.id, { ...read.data, name, raw: item as Record<string, unknown> });
      this.#sets.set(key, set);
    } catch (error) {
      this.#setAside(item, (error as Error).message);
    }
  }

  #setAside(item: unknown, reason: string): void {
    const name = named.safeParse(item).data?.name;
    const suspect = {
      name: name === undefined ? undefined : canonicalOr(name),
      type: typed.safeParse(item).data?.type,
    };
    this.#suspects.push(suspect);
    const which = [suspect.name, suspect.type].filter((word) => word !== undefined).join(' ') || 'any';
    this.malformed.push({
      key: identified.safeParse(item).data?.id ?? null,
      reason: `${reason} (record sets it may belong to are left as they were: ${which})`,
    });
  }

  /**
   * @param whole whether every page was seen. Where not, a set is told only if the records came in the order of their names,
   * as asked for, and its name does not touch the end of a page: then none of its values can be on another one.
   */
  sets({ whole }: { whole: boolean }): Row<'record_sets'>[] {
    if (!whole && !this.#inOrder) return [];
    const rows: Row<'record_sets'>[] = [];
    for (const records of this.#sets.values()) {
      const members = [...records.values()];
      const { name, type } = members[0] as DnsRecord;
      if (this.isSuspect(name, type) || (!whole && this.#touchesEdge(members))) continue;
      rows.push(recordSetRow(this.#zone, members));
    }
    return rows.sort((a, b) => compareText(a.key, b.key));
  }

  /** The records of one set; none where there is no such set. */
  recordsOf(name: string, type: string): DnsRecord[] {
    return [...(this.#sets.get(`${name}/${type}`)?.values() ?? [])];
  }

  /** Whether a record that could not be read may belong to this set. */
  isSuspect(name: string, type: string): boolean {
    return this.#suspects.some((one) => (one.name ?? name) === name && (one.type ?? type) === type);
  }

  #touchesEdge(members: readonly DnsRecord[]): boolean {
    return members.some(({ raw }) => this.#edges.has(String(raw['name']).toLowerCase()));
  }
}

function canonicalOr(name: string): string {
  try {
    return canonicalName(name);
  } catch {
    return name;
  }
}
