import { applyLoad } from '../load.ts';
import { AwsAccount } from './aws-account.ts';
import type { AccessKey } from './aws-schema.ts';
import type { ApiToken, CloudflareAccount, DonePurge } from './cloudflare-schema.ts';
import { Clock } from './clock.ts';
import { Collection } from './collection.ts';
import { Hypervisors } from './hypervisors.ts';
import { hexFrom } from './identity.ts';
import type { PowerDnsZone } from './powerdns-schema.ts';
import { type LoadSettings, type WorldInput, type WorldSnapshot, worldSnapshotSchema } from './snapshot.ts';
import { Zone } from './zone.ts';

/** Everything outside of Switchyard that the lab stands in for. Deterministic: the same input gives the same ids. */
export class World {
  readonly clock: Clock;
  readonly seed: string;
  readonly accounts = new Map<string, AwsAccount>();
  readonly cloudflare: {
    accounts: CloudflareAccount[];
    tokens: ApiToken[];
    zones: Collection<Zone>;
    /** The latest last. */
    purges: DonePurge[];
  };
  /** What a PowerDNS server is seeded with; once it runs, it is the truth of its zones itself. */
  readonly powerdns: PowerDnsZone[];
  readonly hypervisors: Hypervisors;
  #load: LoadSettings | undefined;
  #issued: number;
  readonly #listeners = new Set<() => void>();

  /** @throws ZodError when the input is not a world */
  constructor(input: WorldInput = {}, clock = new Clock()) {
    const stored = worldSnapshotSchema.parse(input);
    this.clock = clock;
    if (stored.clockOffset !== 0) clock.advance(stored.clockOffset - clock.offset);
    this.seed = stored.seed;
    this.#issued = stored.issued;
    for (const account of stored.aws) this.accounts.set(account.id, new AwsAccount(account));
    const zones = new Collection(stored.cloudflare.zones.map((zone) => new Zone(zone)));
    this.cloudflare = { ...stored.cloudflare, zones };
    this.powerdns = stored.powerdns;
    this.hypervisors = new Hypervisors(stored.hypervisors, clock.now());
    this.load = stored.load;
  }

  snapshot(): WorldSnapshot {
    const { accounts, tokens, zones, purges } = this.cloudflare;
    return structuredClone({
      version: 1,
      seed: this.seed,
      issued: this.#issued,
      clockOffset: this.clock.offset,
      load: this.#load,
      aws: [...this.accounts.values()].map((account) => account.snapshot()),
      cloudflare: { accounts, tokens, zones: zones.stored().items.map((zone) => zone.snapshot()), purges },
      powerdns: this.powerdns,
      hypervisors: this.hypervisors.snapshot(),
    });
  }

  /** A world of its own that shares nothing but the clock: what a stale listing is read from. */
  copy(): World {
    return new World({ ...this.snapshot(), clockOffset: 0 }, this.clock);
  }

  get load(): LoadSettings | undefined {
    return this.#load;
  }

  set load(settings: LoadSettings | undefined) {
    this.#load = settings;
    applyLoad(this, settings);
  }

  account(id: string): AwsAccount {
    const account = this.accounts.get(id);
    if (!account) throw new Error(`no AWS account ${id} in the lab`);
    return account;
  }

  accessKey(accessKeyId: string): { account: AwsAccount; key: AccessKey } | undefined {
    for (const account of this.accounts.values()) {
      const key = account.keys.find((candidate) => candidate.accessKeyId === accessKeyId);
      if (key) return { account, key };
    }
    return undefined;
  }

  zoneNamed(name: string): Zone | undefined {
    for (const zone of this.cloudflare.zones) if (zone.name === name) return zone;
    return undefined;
  }

  /** A new identity of this many hex digits, never given before. */
  newHex(length: number, label = ''): string {
    this.#issued += 1;
    return hexFrom(length, this.seed, label, this.#issued);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whoever changes state says so, once the change is whole: that is when it is written down. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
