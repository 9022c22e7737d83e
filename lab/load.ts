import type { Instance } from './world/aws-schema.ts';
import type { DnsRecord } from './world/cloudflare-schema.ts';
import type { Generated } from './world/collection.ts';
import { hexFrom } from './world/identity.ts';
import type { LoadSettings } from './world/snapshot.ts';
import type { World } from './world/world.ts';
import { Zone } from './world/zone.ts';

/**
 * An estate of any size beside the real one: half instances, half records, each record naming an instance's address.
 * Rows are computed when a page asks for them, so that 50,000 cost nothing until somebody reads them. They live in a
 * region and in zones of their own, so that coming and going they never look like a loss of something else.
 */
export const loadRegion = 'us-west-2';
const zonePattern = /^load-\d\d\.example$/;
const recordsPerZone = 5000;
const mostZones = 99;

export function applyLoad(world: World, settings: LoadSettings | undefined): void {
  const objects = settings?.objects ?? 0;
  const instances = Math.ceil(objects / 2);
  const isNew = (index: number) => index % 100 < (settings?.changedPercent ?? 0);
  const revisionOf = (index: number) => (isNew(index) ? (settings?.revision ?? 0) : 0);
  const account = [...world.accounts.values()].at(-1);
  account?.region(loadRegion).instances.generate(instances > 0 ? generatedInstances(instances, revisionOf) : undefined);
  addZones(world, objects - instances, revisionOf);
}

const idPrefix = 'i-0fade';
const launched = '2026-01-15T06:00:00.000Z';
const roles = ['web', 'api', 'worker', 'cache', 'database'];

/** Rows by the thousand for whoever wants them without a lab: the same ones that a lab lists. */
export function generatedInstances(
  count: number,
  revisionOf: (index: number) => number = () => 0,
): Generated<Instance> {
  const letters = ['a', 'b', 'c'];
  return {
    count,
    at: (index) => ({
      id: idPrefix + index.toString(16).padStart(12, '0'),
      reservationId: `r-0fade${index.toString(16).padStart(12, '0')}`,
      type: index % 7 === 0 ? 'm6i.xlarge' : 'm6i.large',
      imageId: 'ami-0123456789abcdef0',
      architecture: 'x86_64',
      rootDevice: 'ebs',
      state: 'running',
      transitionReason: '',
      launchTime: launched,
      availabilityZone: `${loadRegion}${letters[index % 3]}`,
      subnetId: `subnet-0fade00000000000${index % 3}`,
      vpcId: 'vpc-0fade000000000000',
      privateIp: privateIpOf(index),
      givenPublicIp: false,
      ipv6: [],
      securityGroups: [{ id: 'sg-0fade000000000000', name: 'load' }],
      tags: {
        Name: hostOf(index),
        cluster: 'load',
        role: roles[index % roles.length] ?? '',
        revision: String(revisionOf(index)),
      },
      checks: { system: 'ok', instance: 'ok', ebs: 'ok' },
      events: [],
    }),
    indexOf(id) {
      if (!id.startsWith(idPrefix)) return undefined;
      const index = Number.parseInt(id.slice(idPrefix.length), 16);
      return index < count ? index : undefined;
    },
  };
}

const hostOf = (index: number) => `load-${String(index).padStart(6, '0')}`;
const privateIpOf = (index: number) => `10.${128 + ((index >> 16) & 127)}.${(index >> 8) & 255}.${index & 255}`;

function addZones(world: World, records: number, revisionOf: (index: number) => number): void {
  const { zones, accounts } = world.cloudflare;
  const perZone = Math.max(recordsPerZone, Math.ceil(records / mostZones));
  const wanted = accounts[0] ? Math.ceil(records / perZone) : 0;
  const names = Array.from({ length: wanted }, (_, index) => `load-${String(index + 1).padStart(2, '0')}.example`);
  for (const zone of zones) if (zonePattern.test(zone.name) && !names.includes(zone.name)) zones.delete(zone.id);
  for (const [index, name] of names.entries()) {
    const zone = world.zoneNamed(name) ?? zones.set(newZone(name, accounts[0]?.id ?? ''));
    const first = index * perZone;
    zone.records.generate(generatedRecords(name, index, first, Math.min(perZone, records - first), revisionOf));
  }
}

const newZone = (name: string, accountId: string) =>
  new Zone({
    id: hexFrom(32, 'load zone', name),
    name,
    accountId,
    plan: 'enterprise',
    status: 'active',
    paused: false,
    type: 'full',
    nameServers: ['ada.ns.cloudflare.example', 'bob.ns.cloudflare.example'],
    createdOn: launched,
    modifiedOn: launched,
    activatedOn: launched,
    records: { items: [], gone: [] },
  });

export function generatedRecords(
  zone: string,
  zoneNumber: number,
  first: number,
  count: number,
  revisionOf: (index: number) => number = () => 0,
): Generated<DnsRecord> {
  const prefix = `fade${zoneNumber.toString(16).padStart(4, '0')}${'0'.repeat(16)}`;
  return {
    count,
    at: (index) => ({
      id: prefix + index.toString(16).padStart(8, '0'),
      name: `${hostOf(first + index)}.${zone}`,
      type: 'A',
      content: privateIpOf(first + index),
      proxiable: false,
      proxied: false,
      ttl: 300,
      settings: {},
      meta: {},
      comment: revisionOf(first + index) === 0 ? null : `revision ${revisionOf(first + index)}`,
      tags: [],
      created_on: launched,
      modified_on: launched,
    }),
    indexOf(id) {
      if (!id.startsWith(prefix)) return undefined;
      const index = Number.parseInt(id.slice(prefix.length), 16);
      return index < count ? index : undefined;
    },
  };
}
