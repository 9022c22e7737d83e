import type { DnsRecord } from '../world/cloudflare-schema.ts';
import type { World } from '../world/world.ts';
import type { Zone } from '../world/zone.ts';
import { refusals } from './cloudflare-error.ts';
import { type Batch, contentFrom, type RecordInput } from './record-input.ts';
import { checkBesideOthers, checkRecord, completeName, isProxiable } from './record-rules.ts';
import { zoneLimits } from './zone-limits.ts';

export interface BatchResult {
  deletes: DnsRecord[] | null;
  patches: DnsRecord[] | null;
  puts: DnsRecord[] | null;
  posts: DnsRecord[] | null;
}

/**
 * Changes to one zone, checked one after the other against what the ones before them leave, and carried out together
 * or not at all: the database transaction of `POST /zones/:id/dns_records/batch`. Each draft is one transaction.
 */
export class ZoneDraft {
  readonly #world: World;
  readonly #zone: Zone;
  readonly #changed = new Map<string, DnsRecord | undefined>();
  #byName: Map<string, Map<string, DnsRecord>> | undefined;
  #size: number;

  constructor(world: World, zone: Zone) {
    this.#world = world;
    this.#zone = zone;
    this.#size = zone.records.size;
  }

  get(id: string): DnsRecord {
    const record = this.#changed.has(id) ? this.#changed.get(id) : this.#zone.records.get(id);
    if (!record) throw refusals.unknownRecord();
    return record;
  }

  delete(id: string): DnsRecord {
    const record = this.get(id);
    this.#index().get(record.name)?.delete(id);
    this.#changed.set(id, undefined);
    this.#size -= 1;
    return record;
  }

  create(input: RecordInput): DnsRecord {
    if (this.#size >= zoneLimits[this.#zone.details.plan].records) throw refusals.quota();
    const now = this.#now();
    const id = this.#world.newHex(32, 'record');
    const record = this.#put(this.#whole(input, { id, created_on: now, modified_on: now }));
    this.#size += 1;
    return record;
  }

  /** PUT: what is left out is gone, comment and tags too. Id and time of creation stay. */
  overwrite(id: string, input: RecordInput): DnsRecord {
    const before = this.get(id);
    const after = this.#whole(input, { id, created_on: before.created_on, modified_on: this.#now() });
    return this.#put(this.#stamped(before, after));
  }

  /** PATCH: what is left out stays. */
  patch(id: string, input: RecordInput): DnsRecord {
    const before = this.get(id);
    const merged: RecordInput = {
      name: before.name,
      type: before.type,
      ttl: before.ttl,
      proxied: before.proxied,
      comment: before.comment,
      tags: before.tags,
      settings: before.settings,
      priority: before.priority,
      ...(input.content === undefined ? { content: before.content, data: before.data } : {}),
      ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
    };
    const after = this.#whole(merged, { id, created_on: before.created_on, modified_on: this.#now() });
    return this.#put(this.#stamped(before, after));
  }

  /** In this order, whatever the order in the request: deletes, patches, puts, posts. */
  run({ deletes, patches, puts, posts }: Batch): BatchResult {
    const most = zoneLimits[this.#zone.details.plan].batch;
    const wanted = [deletes, patches, puts, posts].reduce((sum, list) => sum + (list?.length ?? 0), 0);
    if (wanted > most) {
      throw refusals.invalid({
        code: 9207,
        message: `Batch has ${wanted} operations, exceeding the maximum of ${most}.`,
      });
    }
    return {
      deletes: deletes?.map(({ id }) => this.delete(id)) ?? null,
      patches: patches?.map((patch) => this.patch(patch.id, patch)) ?? null,
      puts: puts?.map((put) => this.overwrite(put.id, put)) ?? null,
      posts: posts?.map((post) => this.create(post)) ?? null,
    };
  }

  commit(): void {
    for (const [id, record] of this.#changed) {
      if (record) this.#zone.records.set(record);
      else this.#zone.records.delete(id);
    }
    this.#zone.details.modifiedOn = this.#now();
    this.#world.changed();
  }

  #whole(input: RecordInput, fixed: Pick<DnsRecord, 'id' | 'created_on' | 'modified_on'>): DnsRecord {
    if (input.type === undefined || input.name === undefined) {
      const missing = input.type === undefined ? 'type' : 'name';
      throw refusals.invalid({ code: 9020, message: `${missing} is a required field.` });
    }
    const content = contentFrom(input.type, input);
    if (content === undefined) throw refusals.contentHost(input.type);
    const proxied = input.proxied ?? false;
    const priority = (input.data?.['priority'] as number | undefined) ?? input.priority;
    return {
      ...fixed,
      name: completeName(this.#zone, input.name),
      type: input.type,
      content,
      ...(priority === undefined || priority === null ? {} : { priority }),
      ...(input.data ? { data: input.data } : {}),
      proxiable: isProxiable(input.type, content),
      proxied,
      // What is proxied always has the automatic time to live.
      ttl: proxied ? 1 : (input.ttl ?? 1),
      settings: input.settings ?? {},
      meta: {},
      // An empty comment is none.
      comment: input.comment || null,
      tags: input.tags ?? [],
      ...(input.comment ? { comment_modified_on: fixed.modified_on } : {}),
      ...(input.tags && input.tags.length > 0 ? { tags_modified_on: fixed.modified_on } : {}),
    };
  }

  #stamped(before: DnsRecord, after: DnsRecord): DnsRecord {
    const sameComment = before.comment === after.comment;
    const sameTags = before.tags.join('\n') === after.tags.join('\n');
    return {
      ...after,
      ...(sameComment && before.comment_modified_on ? { comment_modified_on: before.comment_modified_on } : {}),
      ...(sameTags && before.tags_modified_on ? { tags_modified_on: before.tags_modified_on } : {}),
    };
  }

  #put(record: DnsRecord): DnsRecord {
    checkRecord(this.#zone, record);
    const index = this.#index();
    checkBesideOthers(record, [...(index.get(record.name)?.values() ?? [])]);
    const before = this.#changed.has(record.id) ? this.#changed.get(record.id) : this.#zone.records.get(record.id);
    if (before) index.get(before.name)?.delete(record.id);
    const named = index.get(record.name) ?? new Map<string, DnsRecord>();
    index.set(record.name, named.set(record.id, record));
    this.#changed.set(record.id, record);
    return record;
  }

  #index(): Map<string, Map<string, DnsRecord>> {
    if (this.#byName) return this.#byName;
    const index = new Map<string, Map<string, DnsRecord>>();
    for (const record of this.#zone.records) {
      const named = index.get(record.name);
      if (named) named.set(record.id, record);
      else index.set(record.name, new Map([[record.id, record]]));
    }
    this.#byName = index;
    return index;
  }

  /** Times of Cloudflare have microseconds. */
  #now(): string {
    return this.#world.clock.date().toISOString().replace('Z', '000Z');
  }
}
