import type { z } from 'zod';
import type {
  addressSchema,
  classicLoadBalancerSchema,
  loadBalancerSchema,
  targetGroupSchema,
} from '../world/aws-schema.ts';
import { hexFrom } from '../world/identity.ts';
import { type ClusterSpec, demoClusters } from './demo-clusters.ts';
import { type DemoInstance, vpcOf } from './demo-instances.ts';

export interface BalancerSpec {
  cluster: string;
  /** Its name follows the cluster's: `eu-prod-web`. */
  name: string;
  kind: 'classic' | 'application' | 'network';
  /** The machines behind it, by role, and whether they are registered by instance or by private address. */
  role: string;
  targets: 'instance' | 'ip';
  port: number;
  tls: boolean;
}

/** The two router balancers of a cluster are its current and its standby one: a flip goes from one to the other. */
export const demoBalancers: readonly BalancerSpec[] = [
  { cluster: 'eu-prod', name: 'router-a', kind: 'classic', role: 'router-a', targets: 'instance', port: 80, tls: true },
  {
    cluster: 'eu-prod',
    name: 'router-b',
    kind: 'application',
    role: 'router-b',
    targets: 'instance',
    port: 80,
    tls: true,
  },
  { cluster: 'eu-prod', name: 'web', kind: 'application', role: 'web', targets: 'instance', port: 8080, tls: true },
  { cluster: 'eu-prod', name: 'api', kind: 'application', role: 'api', targets: 'ip', port: 8443, tls: true },
  { cluster: 'eu-prod', name: 'mail', kind: 'network', role: 'mail', targets: 'instance', port: 25, tls: false },
  { cluster: 'us-prod', name: 'router-a', kind: 'classic', role: 'router-a', targets: 'instance', port: 80, tls: true },
  {
    cluster: 'us-prod',
    name: 'router-b',
    kind: 'application',
    role: 'router-b',
    targets: 'instance',
    port: 80,
    tls: true,
  },
  { cluster: 'us-prod', name: 'web', kind: 'application', role: 'web', targets: 'instance', port: 8080, tls: true },
  { cluster: 'us-prod', name: 'api', kind: 'application', role: 'api', targets: 'ip', port: 8443, tls: true },
  {
    cluster: 'us-prod',
    name: 'reports',
    kind: 'application',
    role: 'reports',
    targets: 'instance',
    port: 8080,
    tls: false,
  },
  { cluster: 'staging', name: 'router-a', kind: 'classic', role: 'router-a', targets: 'instance', port: 80, tls: true },
  {
    cluster: 'staging',
    name: 'router-b',
    kind: 'application',
    role: 'router-b',
    targets: 'instance',
    port: 80,
    tls: true,
  },
];

export interface DemoBalancers {
  loadBalancers: z.input<typeof loadBalancerSchema>[];
  targetGroups: z.input<typeof targetGroupSchema>[];
  classicLoadBalancers: z.input<typeof classicLoadBalancerSchema>[];
  /** The fixed addresses of the network load balancers. */
  addresses: z.input<typeof addressSchema>[];
}

export const balancerDnsName = ({ name, kind }: BalancerSpec, { name: cluster, region }: ClusterSpec) =>
  kind === 'network'
    ? `${cluster}-${name}-${hexFrom(16, 'nlb', cluster, name)}.elb.${region}.amazonaws.com`
    : `${cluster}-${name}-${Number.parseInt(hexFrom(8, 'elb', cluster, name), 16)}.${region}.elb.amazonaws.com`;

export function demoBalancersOf(cluster: ClusterSpec, instances: readonly DemoInstance[]): DemoBalancers {
  const made: DemoBalancers = { loadBalancers: [], targetGroups: [], classicLoadBalancers: [], addresses: [] };
  for (const spec of demoBalancers.filter((one) => one.cluster === cluster.name)) {
    const behind = instances.filter((one) => one.cluster === cluster && one.role === spec.role);
    if (spec.kind === 'classic') made.classicLoadBalancers.push(classic(spec, cluster, behind));
    else addModern(made, spec, cluster, behind);
  }
  return made;
}

const createdAt = '2024-03-05T09:12:44.000Z';
const certificate = ({ region, accountId, name }: ClusterSpec) =>
  `arn:aws:acm:${region}:${accountId}:certificate/${hexFrom(8, 'certificate', name)}-1111-4222-8333-${hexFrom(12, 'acm', name)}`;
const subnets = (cluster: ClusterSpec) =>
  cluster.zones.map((zone) => ({ name: zone, subnetId: `subnet-0${hexFrom(16, 'subnet', zone, cluster.accountId)}` }));
const tagsOf = (spec: BalancerSpec) => ({ cluster: spec.cluster, role: spec.role });

function classic(spec: BalancerSpec, cluster: ClusterSpec, behind: readonly DemoInstance[]) {
  return {
    id: `${cluster.name}-${spec.name}`,
    dnsName: balancerDnsName(spec, cluster),
    hostedZoneId: `Z${hexFrom(13, 'hosted', cluster.region).toUpperCase()}`,
    scheme: 'internet-facing' as const,
    vpcId: vpcOf(cluster),
    createdAt,
    zones: [...cluster.zones],
    subnets: subnets(cluster).map(({ subnetId }) => subnetId),
    securityGroups: [`sg-0${hexFrom(16, 'elb', cluster.name)}`],
    listeners: [
      {
        protocol: 'HTTPS' as const,
        port: 443,
        instanceProtocol: 'HTTP' as const,
        instancePort: spec.port,
        certificateArn: certificate(cluster),
      },
      { protocol: 'HTTP' as const, port: 80, instanceProtocol: 'HTTP' as const, instancePort: spec.port },
    ],
    healthCheckTarget: `HTTP:${spec.port}/healthz`,
    instances: behind.map(({ instance }) => ({ id: instance.id, state: 'InService' as const })),
    tags: tagsOf(spec),
  };
}

function addModern(
  made: DemoBalancers,
  spec: BalancerSpec,
  cluster: ClusterSpec,
  behind: readonly DemoInstance[],
): void {
  const { region, accountId } = cluster;
  const name = `${cluster.name}-${spec.name}`;
  const path = `${spec.kind === 'network' ? 'net' : 'app'}/${name}/${hexFrom(16, 'balancer', name)}`;
  const prefix = `arn:aws:elasticloadbalancing:${region}:${accountId}`;
  const groupArn = `${prefix}:targetgroup/${name}/${hexFrom(16, 'group', name)}`;
  const fixed = spec.kind === 'network' ? fixedAddresses(spec, cluster, path) : [];
  const [protocol, targetProtocol, port] =
    spec.kind === 'network'
      ? (['TCP', 'TCP', spec.port] as const)
      : spec.tls
        ? (['HTTPS', 'HTTP', 443] as const)
        : (['HTTP', 'HTTP', 80] as const);
  made.addresses.push(...fixed);
  made.loadBalancers.push({
    id: `${prefix}:loadbalancer/${path}`,
    name,
    type: spec.kind === 'network' ? 'network' : 'application',
    scheme: 'internet-facing',
    dnsName: balancerDnsName(spec, cluster),
    hostedZoneId: `Z${hexFrom(13, 'hosted v2', region).toUpperCase()}`,
    vpcId: vpcOf(cluster),
    createdAt,
    ipAddressType: spec.kind === 'network' ? 'ipv4' : 'dualstack',
    zones: subnets(cluster).map((zone, index) => ({
      ...zone,
      addresses: fixed[index] ? [{ ip: fixed[index].publicIp, allocationId: fixed[index].id }] : [],
    })),
    securityGroups: spec.kind === 'network' ? [] : [`sg-0${hexFrom(16, 'elb', cluster.name)}`],
    listeners: [
      {
        id: `${prefix}:listener/${path}/${hexFrom(16, 'listener', name)}`,
        port,
        protocol,
        targetGroupArn: groupArn,
        certificateArn: spec.tls ? certificate(cluster) : undefined,
      },
    ],
    tags: tagsOf(spec),
  });
  made.targetGroups.push({
    id: groupArn,
    name,
    protocol: targetProtocol,
    port: spec.port,
    vpcId: vpcOf(cluster),
    targetType: spec.targets,
    healthCheckPath: targetProtocol === 'HTTP' ? '/healthz' : undefined,
    loadBalancerArns: [`${prefix}:loadbalancer/${path}`],
    targets: behind.map(({ instance }) => ({
      id: spec.targets === 'ip' ? instance.privateIp : instance.id,
      port: spec.port,
      availabilityZone: spec.targets === 'ip' ? instance.availabilityZone : undefined,
      state: 'healthy' as const,
    })),
    tags: tagsOf(spec),
  });
}

/** An Elastic IP in each zone, held by an interface of the load balancer and by no instance. */
function fixedAddresses(spec: BalancerSpec, cluster: ClusterSpec, path: string): z.input<typeof addressSchema>[] {
  return cluster.zones.map((zone, index) => ({
    id: `eipalloc-0${hexFrom(16, 'nlb address', path, zone)}`,
    publicIp: `${cluster.publicNet}.${200 + index}`,
    association: {
      id: `eipassoc-0${hexFrom(16, 'nlb association', path, zone)}`,
      networkInterfaceId: `eni-0${hexFrom(16, 'elb', `ELB ${path}`, zone)}`,
      privateIp: `${cluster.privateNet}.${index + 1}.250`,
    },
    tags: { Name: `${cluster.name}-${spec.name}-${zone}`, cluster: cluster.name },
  }));
}

export const clusterNamed = (name: string): ClusterSpec => {
  const cluster = demoClusters.find((one) => one.name === name);
  if (!cluster) throw new Error(`no cluster ${name} in the demo`);
  return cluster;
};
