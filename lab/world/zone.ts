import type { DnsRecord, ZoneSnapshot } from './cloudflare-schema.ts';
import { Collection } from './collection.ts';

/** A Cloudflare zone with its records. */
export class Zone {
  readonly id: string;
  readonly name: string;
  readonly records: Collection<DnsRecord>;
  readonly details: Omit<ZoneSnapshot, 'id' | 'name' | 'records'>;

  constructor({ id, name, records, ...details }: ZoneSnapshot) {
    this.id = id;
    this.name = name;
    this.records = new Collection(records.items, records.gone);
    this.details = details;
  }

  snapshot(): ZoneSnapshot {
    return { id: this.id, name: this.name, ...this.details, records: this.records.stored() };
  }
}
