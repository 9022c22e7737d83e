import type { z } from 'zod';
import { networkInterfaceId } from '../world/addresses.ts';
import type { addressSchema, instanceSchema } from '../world/aws-schema.ts';
import { hexFrom, numberFrom } from '../world/identity.ts';
import { type ClusterSpec, demoClusters, type RoleSpec } from './demo-clusters.ts';

type InstanceInput = z.input<typeof instanceSchema>;
type AddressInput = z.input<typeof addressSchema>;

/** An instance of the demo with what the rest of the demo refers to it by. */
export interface DemoInstance {
  cluster: ClusterSpec;
  role: string;
  /** `web-2`: unique in its cluster, and its host name there. */
  host: string;
  publicIp: string | undefined;
  instance: InstanceInput & { privateIp: string; ipv6: string[] };
  elastic: AddressInput | undefined;
}

const day = 24 * 3600_000;

export function demoInstances(now: Date): DemoInstance[] {
  return demoClusters.flatMap((cluster) => {
    let position = 0;
    return cluster.roles.flatMap((spec) =>
      Array.from({ length: spec.count }, (_, index) => {
        position += 1;
        return demoInstance(now, cluster, spec, index + 1, position);
      }),
    );
  });
}

function demoInstance(now: Date, cluster: ClusterSpec, spec: RoleSpec, number: number, position: number): DemoInstance {
  const { role } = spec;
  const host = `${role}-${number}`;
  const key = `${cluster.name}/${host}`;
  const zoneIndex = position % cluster.zones.length;
  const availabilityZone = cluster.zones[zoneIndex] as string;
  const publicIp = spec.publicAddress ? `${cluster.publicNet}.${position + 9}` : undefined;
  const launched = now.getTime() - (20 + numberFrom(400, key)) * day - numberFrom(80_000, 'second', key) * 1000;
  const instance = {
    id: `i-0${hexFrom(16, 'demo instance', key)}`,
    // Machines of a role were started together: their reservation holds them all.
    reservationId: `r-0${hexFrom(16, 'demo reservation', cluster.name, role)}`,
    type: spec.type,
    imageId: `ami-0${hexFrom(16, 'image', spec.architecture ?? 'x86_64')}`,
    architecture: spec.architecture ?? ('x86_64' as const),
    state: 'running' as const,
    launchTime: new Date(Math.floor(launched / 1000) * 1000).toISOString(),
    availabilityZone,
    subnetId: `subnet-0${hexFrom(16, 'subnet', availabilityZone, cluster.accountId)}`,
    vpcId: vpcOf(cluster),
    privateIp: `${cluster.privateNet}.${zoneIndex + 1}.${position + 9}`,
    publicIp: spec.publicAddress === 'given' ? publicIp : undefined,
    givenPublicIp: spec.publicAddress === 'given',
    ipv6: spec.ipv6 ? [`2001:db8:${cluster.privateNet.slice(3)}:${zoneIndex + 1}::${(position + 9).toString(16)}`] : [],
    keyName: `${cluster.name}-2024`,
    securityGroups: [{ id: `sg-0${hexFrom(16, 'group', cluster.name, role)}`, name: `${cluster.name}-${role}` }],
    tags: { Name: `${cluster.name}-${host}`, cluster: cluster.name, role },
  };
  return {
    cluster,
    role,
    host,
    publicIp,
    instance,
    elastic: elasticFor(instance.id, spec, publicIp, instance.privateIp, key),
  };
}

export const vpcOf = (cluster: ClusterSpec) => `vpc-0${hexFrom(16, 'vpc', cluster.accountId, cluster.region)}`;

function elasticFor(
  instanceId: string,
  spec: RoleSpec,
  publicIp: string | undefined,
  privateIp: string,
  key: string,
): AddressInput | undefined {
  if (spec.publicAddress !== 'elastic' || !publicIp) return undefined;
  const [cluster = '', host = ''] = key.split('/');
  return {
    id: `eipalloc-0${hexFrom(16, 'demo address', key)}`,
    publicIp,
    association: {
      id: `eipassoc-0${hexFrom(16, 'demo association', key)}`,
      instanceId,
      networkInterfaceId: networkInterfaceId(instanceId),
      privateIp,
    },
    tags: { Name: `${cluster}-${host}`, cluster },
  };
}
