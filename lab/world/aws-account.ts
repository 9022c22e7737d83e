import type { z } from 'zod';
import type {
  AccessKey,
  Address,
  AwsAccountSnapshot,
  ClassicLoadBalancer,
  Instance,
  LoadBalancer,
  regionStateSchema,
  Role,
  TargetGroup,
} from './aws-schema.ts';
import { Collection } from './collection.ts';
import { regionFact } from './regions.ts';

type RegionSnapshot = z.infer<typeof regionStateSchema>;

/** One region of one account: the widest scope that an EC2 or ELB call ever sees. */
export class Region {
  readonly name: string;
  readonly accountId: string;
  readonly instances: Collection<Instance>;
  readonly addresses: Collection<Address>;
  readonly loadBalancers: Collection<LoadBalancer>;
  readonly targetGroups: Collection<TargetGroup>;
  readonly classicLoadBalancers: Collection<ClassicLoadBalancer>;

  constructor(name: string, accountId: string, stored?: RegionSnapshot) {
    this.name = name;
    this.accountId = accountId;
    this.instances = new Collection(stored?.instances.items, stored?.instances.gone);
    this.addresses = new Collection(stored?.addresses.items, stored?.addresses.gone);
    this.loadBalancers = new Collection(stored?.loadBalancers.items, stored?.loadBalancers.gone);
    this.targetGroups = new Collection(stored?.targetGroups.items, stored?.targetGroups.gone);
    this.classicLoadBalancers = new Collection(stored?.classicLoadBalancers.items, stored?.classicLoadBalancers.gone);
  }

  snapshot(): RegionSnapshot {
    return {
      instances: this.instances.stored(),
      addresses: this.addresses.stored(),
      loadBalancers: this.loadBalancers.stored(),
      targetGroups: this.targetGroups.stored(),
      classicLoadBalancers: this.classicLoadBalancers.stored(),
    };
  }
}

export class AwsAccount {
  readonly id: string;
  readonly alias: string;
  readonly keys: AccessKey[];
  readonly roles: Role[];
  readonly optedIn: Set<string>;
  readonly #regions = new Map<string, Region>();

  constructor(stored: AwsAccountSnapshot) {
    this.id = stored.id;
    this.alias = stored.alias;
    this.keys = stored.keys;
    this.roles = stored.roles;
    this.optedIn = new Set(stored.optedIn);
    for (const [name, state] of Object.entries(stored.regions)) {
      this.#regions.set(name, new Region(name, stored.id, state));
    }
  }

  region(name: string): Region {
    const known = this.#regions.get(name);
    if (known) return known;
    const region = new Region(name, this.id);
    this.#regions.set(name, region);
    return region;
  }

  get regions(): Region[] {
    return [...this.#regions.values()];
  }

  hasRegion(name: string): boolean {
    const fact = regionFact(name);
    return fact !== undefined && (!fact.needsOptIn || this.optedIn.has(name));
  }

  snapshot(): AwsAccountSnapshot {
    const regions = Object.fromEntries(this.regions.map((region) => [region.name, region.snapshot()]));
    return { id: this.id, alias: this.alias, keys: this.keys, roles: this.roles, optedIn: [...this.optedIn], regions };
  }
}
