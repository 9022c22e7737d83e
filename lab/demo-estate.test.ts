import { describe, expect, it } from 'vitest';
import { labCommand } from './control-client.ts';
import { demoEstate, demoFirstActs, demoWorld } from './demo-estate.ts';
import { databaseAddresses } from './demo/demo-databases.ts';
import { crashedMachine, forgottenMachine, overcommittedHost, runners, sharingHosts } from './demo/machine-room.ts';
import { happen } from './demo/demo-happenings.ts';
import { abandonedAddress, withdrawnAddress } from './demo/demo-trouble.ts';
import { isActive } from './world/hypervisor.ts';
import { publicAddress } from './world/addresses.ts';
import { startLab } from './start.ts';
import type { Region } from './world/aws-account.ts';
import type { Instance } from './world/aws-schema.ts';
import { targetHealth } from './world/targets.ts';

/** The demo is to show one of each kind of trouble, and nothing else that somebody could take for one. */

const now = new Date('2026-11-21T10:00:00Z');
const world = demoWorld(now);
const hosts = [...world.hypervisors];
const machines = hosts.flatMap((host) => [...host.machines]);
const regions = [...world.accounts.values()].flatMap((account) => account.regions);
const elasticOf = (region: Region, { id }: Instance) =>
  [...region.addresses].find(({ association }) => association?.instanceId === id);

interface Set {
  name: string;
  type: string;
  values: string[];
}

function recordSets(): Set[] {
  const sets = new Map<string, Set>();
  const add = (name: string, type: string, value: string) => {
    const set = sets.get(`${name} ${type}`) ?? { name, type, values: [] };
    set.values.push(value);
    sets.set(`${name} ${type}`, set);
  };
  for (const zone of world.cloudflare.zones)
    for (const { name, type, content } of zone.records) add(name, type, content);
  for (const { rrsets } of world.powerdns) {
    for (const { name, type, records } of rrsets) {
      for (const { content } of records) add(name.replace(/\.$/, ''), type, content.replace(/\.$/, ''));
    }
  }
  return [...sets.values()];
}
const sets = recordSets();
const addressSets = sets.filter(({ type }) => type === 'A' || type === 'AAAA');

/** Who has an address: a machine by any of its addresses, a database server, or an Elastic IP. One that does not run has none. */
const owners = new Map<string, string>(databaseAddresses.map((address, at) => [address, `db${at + 1}`]));
for (const machine of machines.filter(isActive))
  for (const address of machine.interfaces.flatMap(({ addresses }) => addresses)) owners.set(address, machine.name);
for (const region of regions) {
  for (const { publicIp, id } of region.addresses) owners.set(publicIp, id);
  for (const instance of region.instances) {
    const had = [instance.privateIp, publicAddress(instance, elasticOf(region, instance)), ...instance.ipv6];
    for (const address of had) if (address) owners.set(address, instance.id);
  }
}

interface Fronted {
  name: string;
  healthy: string[];
  all: string[];
}

/** The public addresses behind each load balancer. */
function fronted(region: Region): Fronted[] {
  const addressOf = (instance: Instance | undefined) =>
    (instance && publicAddress(instance, elasticOf(region, instance))) ?? 'none';
  const groups = [...region.targetGroups].map((group) => {
    const targets = group.targets.map((target) => {
      const instance =
        region.instances.get(target.id) ?? [...region.instances].find((one) => one.privateIp === target.id);
      return { address: addressOf(instance), healthy: targetHealth(region, group, target).state === 'healthy' };
    });
    return { name: group.name, targets };
  });
  const classic = [...region.classicLoadBalancers].map(({ id, instances }) => ({
    name: id,
    targets: instances.map((one) => ({
      address: addressOf(region.instances.get(one.id)),
      healthy: one.state === 'InService',
    })),
  }));
  return [...groups, ...classic].map(({ name, targets }) => ({
    name,
    healthy: targets.filter(({ healthy }) => healthy).map(({ address }) => address),
    all: targets.map(({ address }) => address),
  }));
}
const balancers = regions.flatMap(fronted);

const addressesOf = (machine: (typeof machines)[number]) => machine.interfaces.flatMap(({ addresses: own }) => own);

describe('the demo estate', () => {
  it('has about as much as promised', () => {
    const instances = regions.reduce((sum, { instances: { size } }) => sum + size, 0);
    expect(instances).toBeGreaterThanOrEqual(58);
    expect(instances).toBeLessThanOrEqual(64);
    expect([...world.cloudflare.zones].length + world.powerdns.length).toBe(8);
    expect(sets.length).toBeGreaterThanOrEqual(380);
    expect(sets.length).toBeLessThanOrEqual(420);
    expect([hosts.length, machines.length]).toEqual([3, 17]);
    expect(new Set(sets.map(({ type }) => type))).toEqual(
      new Set(['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'SRV', 'CAA', 'NS']),
    );
    expect(sets.some(({ name }) => name.includes('xn--'))).toBe(true);
    const types = regions.flatMap((region) => [...region.targetGroups].map(({ targetType }) => targetType));
    expect(new Set(types)).toEqual(new Set(['instance', 'ip']));
  });

  it('is the same each time', () => {
    expect(demoWorld(now).snapshot()).toEqual(world.snapshot());
  });

  it('has no identity twice', () => {
    const ids = regions.flatMap((region) => [...region.instances].map(({ id }) => id));
    const addresses = regions
      .flatMap((region) => [...region.instances].map(({ privateIp }) => privateIp))
      .filter((ip) => ip);
    const records = [...world.cloudflare.zones].flatMap((zone) => [...zone.records].map(({ id }) => id));
    const uuids = [...machines, ...hosts.flatMap(({ pools, networks }) => [...pools, ...networks])].map(({ id }) => id);
    const macs = machines.flatMap(({ interfaces }) => interfaces.map(({ mac }) => mac));
    for (const list of [ids, addresses, records, uuids, macs, machines.flatMap(addressesOf)])
      expect(new Set(list).size).toBe(list.length);
  });

  it('has no record set that points at an address nobody has, until its first act ends one machine', () => {
    expect(addressSets.filter(({ values }) => values.some((value) => !owners.has(value)))).toEqual([]);
    const dangling = addressSets.filter(({ values }) => values.includes(abandonedAddress));
    expect(dangling).toEqual([{ name: 'old-api.eu.meridian.example', type: 'A', values: [abandonedAddress] }]);
  });

  it('has one alias to a name that is not there', () => {
    const names = new Set(sets.map(({ name }) => name));
    const dnsNames = new Set(regions.flatMap((region) => [...region.loadBalancers].map(({ dnsName }) => dnsName)));
    const lost = sets.filter(
      ({ type, values }) => type === 'CNAME' && !values.every((to) => names.has(to) || dnsNames.has(to)),
    );
    expect(lost.map(({ name }) => name)).toEqual(['docs.meridian.example']);
    const targets = sets.filter(({ type }) => type === 'MX' || type === 'SRV').flatMap(({ values }) => values);
    for (const target of targets) expect(names).toContain(target.split(' ').at(-1));
  });

  it('has one running machine that no record names', () => {
    const named = new Set(addressSets.flatMap(({ values }) => values));
    const unnamed = regions.flatMap((region) =>
      [...region.instances].filter((instance) => {
        const addresses = [instance.privateIp, publicAddress(instance, elasticOf(region, instance)), ...instance.ipv6];
        return instance.state === 'running' && !addresses.some((address) => address && named.has(address));
      }),
    );
    expect(unnamed.map(({ tags }) => tags['Name'])).toEqual(['eu-prod-worker-4']);
  });

  it('has one fronting set that differs from the healthy targets, by one missing and one sick', () => {
    const fronting = addressSets.flatMap((set) => {
      const balancer =
        set.values.length > 1 && balancers.find(({ all }) => set.values.every((value) => all.includes(value)));
      return balancer ? [{ ...set, balancer }] : [];
    });
    expect(fronting.length).toBeGreaterThanOrEqual(8);
    const stale = fronting.filter(
      ({ values, balancer }) => values.toSorted().join() !== balancer.healthy.toSorted().join(),
    );
    expect(stale.map(({ name }) => name)).toEqual(['api.us.meridian.example']);
    const [only] = stale;
    const missing = only?.balancer.healthy.filter((address) => !only.values.includes(address));
    const sick = only?.values.filter((address) => !only.balancer.healthy.includes(address));
    expect([missing?.length, sick?.length]).toEqual([1, 1]);
  });

  it('has one load balancer without a healthy target', () => {
    expect(balancers.filter(({ healthy }) => healthy.length === 0).map(({ name }) => name)).toEqual([
      'us-prod-reports',
    ]);
  });

  it('has one machine, and nothing else, that no cluster claims', () => {
    const { clusters } = demoEstate({ labUrl: 'http://127.0.0.1:1' });
    const rules = clusters.flatMap(({ name, rules: own }) => own.map((rule) => ({ cluster: name, ...rule })));
    const claimed = (account: string, region: string, tags: Record<string, string>) =>
      rules.filter(
        (rule) =>
          rule.account === account &&
          (rule.region === undefined || rule.region === region) &&
          (rule.tag === undefined || tags[rule.tag.key] === rule.tag.value),
      );
    const strays = regions.flatMap((region) =>
      [
        ...[...region.instances].map(({ id, tags }) => ({ id, tags })),
        ...[...region.addresses].map(({ id, tags }) => ({ id, tags })),
        ...[...region.loadBalancers].map(({ id, tags }) => ({ id, tags })),
        ...[...region.targetGroups].map(({ id, tags }) => ({ id, tags })),
        ...[...region.classicLoadBalancers].map(({ id, tags }) => ({ id, tags })),
      ].filter(
        ({ tags }) => new Set(claimed(region.accountId, region.name, tags).map(({ cluster }) => cluster)).size !== 1,
      ),
    );
    expect(strays.map(({ tags }) => tags['Name'])).toEqual(['legacy-ftp']);
    const zones = [
      ...[...world.cloudflare.zones].map(({ name }) => name),
      ...world.powerdns.map(({ name }) => name.slice(0, -1)),
    ];
    for (const zone of zones) expect(rules.filter((rule) => rule.zone === zone)).toHaveLength(1);
  });

  it('has a retirement tomorrow, a reboot in nine days, and something done', () => {
    const events = regions.flatMap((region) => [...region.instances].flatMap((instance) => instance.events));
    const days = (text = '') => (Date.parse(text) - now.getTime()) / (24 * 3600_000);
    const byCode = (code: string) => events.find((event) => event.code === code);
    expect(events).toHaveLength(3);
    expect(days(byCode('instance-retirement')?.notBefore)).toBeCloseTo(1, 0);
    expect(days(byCode('system-reboot')?.notBefore)).toBeCloseTo(9, 0);
    expect(byCode('system-maintenance')?.description).toMatch(/^\[Completed\]/);
  });

  it('has an idle address that a record names, and one that it gives back, the only one of its region', () => {
    const idle = regions.flatMap((region) =>
      [...region.addresses].filter(({ association }) => !association).map(({ publicIp }) => ({ publicIp, region })),
    );
    const naming = idle.map(({ publicIp }) => addressSets.filter(({ values }) => values.includes(publicIp)));
    expect(naming.map((some) => some.map(({ name }) => name))).toEqual([
      ['vpn.eu.meridian.example'],
      ['preview.staging.meridian.example'],
    ]);
    const [, given] = idle;
    expect([...given!.region.addresses].map(({ publicIp }) => publicIp)).toEqual([withdrawnAddress]);
  });

  it('does what it begins with', async () => {
    const lab = await startLab({ world: () => demoWorld(now) });
    for (const act of demoFirstActs) expect(await labCommand(lab.url, act)).not.toBe('');
    await lab.stop();
  });

  it('has one machine that should run and does not, one that crashed and need not run, and one that is paused', () => {
    const idle = machines.filter(({ state }) => state !== 'running');
    expect(idle.map(({ name, state, autostart }) => [name, state, autostart])).toEqual([
      [forgottenMachine, 'shutoff', true],
      ['sandbox-2', 'paused', false],
      [crashedMachine, 'crashed', false],
    ]);
  });

  it('has one host that has promised more memory than it has, and none with too many processors promised', () => {
    const promised = hosts.map((host) => {
      const up = [...host.machines].filter(({ state }) => state !== 'shutoff' && state !== 'crashed');
      const sum = (of: (machine: (typeof up)[number]) => number) => up.reduce((all, machine) => all + of(machine), 0);
      return { name: host.id, over: sum(({ memoryMiB }) => memoryMiB) > host.facts.memoryMiB, share: sum(({ vcpus }) => vcpus) / host.cpus }; // prettier-ignore
    });
    expect(promised.filter(({ over }) => over).map(({ name }) => name)).toEqual([overcommittedHost]);
    for (const { name, share } of promised) expect([name, share <= 8]).toEqual([name, true]);
  });

  it('has disks that lie on a pool of their host, for runners on one that two hosts share', () => {
    for (const host of hosts)
      for (const { volume } of [...host.machines].flatMap(({ disks }) => disks))
        if (volume) expect([volume, host.poolNamed(volume.pool)?.volumes.get(volume.volume)?.id]).toEqual([volume, volume.volume]); // prettier-ignore
    for (const name of sharingHosts) {
      const shared = world.hypervisors.get(name)?.poolNamed('shared');
      for (const runner of runners) expect(shared?.volumes.get(`${runner}.qcow2`)?.backingPath).toMatch(/template/);
    }
    const named = new Set(addressSets.flatMap(({ values }) => values));
    for (const machine of machines.filter(({ name }) => runners.some((one) => one === name)))
      expect(addressesOf(machine).some((address) => named.has(address))).toBe(false);
  });

  it('stays as wrong as it is, whatever happens by itself', () => {
    const live = demoWorld(now);
    const room = () => [...live.hypervisors].map((host) => ({ host, all: [...host.machines] }));
    const before = room()
      .find(({ host }) => host.id === overcommittedHost)
      ?.all.map(({ name, state }) => [name, state]);
    const happened = new Set<string>();
    let missed = 0;
    for (let step = 0; step < 300; step += 1) {
      happened.add(happen(live, step)?.replace(/^\S+/, '') ?? 'nothing');
      const every = room().flatMap(({ all }) => all);
      expect(every).toHaveLength(machines.length);
      const off = every.filter(({ name, state }) => state === 'shutoff' && name !== forgottenMachine);
      expect(off.every(({ name }) => runners.some((one) => one === name))).toBe(true);
      missed = off.length > 0 ? missed + 1 : 0;
      expect(missed).toBeLessThan(2);
    }
    expect([...happened].toSorted()).toEqual([' goes to room-hv-1', ' goes to room-hv-2', ' is rebooted', ' is started', ' is stopped']); // prettier-ignore
    expect(room().find(({ host }) => host.id === overcommittedHost)?.all.map(({ name, state }) => [name, state])).toEqual(before); // prettier-ignore
    for (const { host, all } of room().filter(({ host: { id } }) => id !== overcommittedHost))
      expect(all.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0)).toBeLessThan(host.facts.memoryMiB);
  });

  it('names sources only for what there is', () => {
    const without = demoEstate({ labUrl: 'http://127.0.0.1:1' });
    const all = demoEstate({
      labUrl: 'http://127.0.0.1:1',
      powerdns: { apiUrl: 'http://127.0.0.1:2', apiKey: 'k', nameServer: '127.0.0.1:3' },
    });
    expect(without.sources.map(({ name }) => name)).toEqual(['aws-production', 'aws-staging', 'cloudflare']);
    const uris = ['qemu+tcp://127.0.0.1:3/system'];
    const [libvirt] = demoEstate({ labUrl: 'http://127.0.0.1:1', hypervisors: uris }).sources.slice(-1);
    expect(libvirt).toMatchObject({ system: 'libvirt', settings: { group: 'machine-room', hosts: uris } });
    expect(all.sources.at(-1)).toEqual({
      name: 'powerdns',
      system: 'powerdns',
      mode: 'write-all',
      intervalSeconds: 15,
      settings: { url: 'http://127.0.0.1:2', apiKey: 'k', serverId: 'localhost', nameServers: ['127.0.0.1:3'] },
    });
    const balancerNames = new Set(balancers.map(({ name }) => name));
    for (const { currentLoadBalancer, standbyLoadBalancer } of all.clusters) {
      expect([balancerNames.has(currentLoadBalancer), balancerNames.has(standbyLoadBalancer)]).toEqual([true, true]);
    }
  });
});
