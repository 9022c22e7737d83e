import { rowsOf } from '../../faults.ts';
import type { Region } from '../../world/aws-account.ts';
import type { ClassicLoadBalancer } from '../../world/aws-schema.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import { elbReads } from '../elb-buckets.ts';
import { atMostTwenty, elbPage } from '../elb-paging.ts';
import type { XmlObject } from '../xml.ts';

export function classicBalancer(region: Region, name: string): ClassicLoadBalancer {
  const balancer = region.classicLoadBalancers.get(name);
  if (!balancer) throw new AwsError('LoadBalancerNotFound', `There is no ACTIVE Load Balancer named '${name}'`);
  return balancer;
}

export const describeLoadBalancers: AwsOperation = {
  name: 'DescribeLoadBalancers',
  permission: 'elasticloadbalancing:DescribeLoadBalancers',
  bucket: elbReads('v1'),
  run({ region, account, parameters, faults }) {
    const names = parameters.list('LoadBalancerNames');
    atMostTwenty(names, 'loadBalancerNames');
    const rows =
      names.length > 0 ? rowsOf(names.map((name) => classicBalancer(region, name))) : region.classicLoadBalancers;
    const page = elbPage(rows, parameters, faults);
    const balancers = page.rows.map((balancer) => write(region, account.id, balancer));
    if (faults.feel('malformed') && balancers[0]) Object.assign(balancers[0], { LoadBalancerName: undefined });
    return { LoadBalancerDescriptions: balancers, NextMarker: page.nextMarker };
  },
};

function write(region: Region, accountId: string, balancer: ClassicLoadBalancer): XmlObject {
  const registered = balancer.instances.filter(({ id }) => region.instances.get(id)?.state !== 'terminated');
  return {
    LoadBalancerName: balancer.id,
    DNSName: balancer.dnsName,
    CanonicalHostedZoneName: balancer.dnsName,
    CanonicalHostedZoneNameID: balancer.hostedZoneId,
    ListenerDescriptions: balancer.listeners.map((listener) => ({
      Listener: {
        Protocol: listener.protocol,
        LoadBalancerPort: listener.port,
        InstanceProtocol: listener.instanceProtocol,
        InstancePort: listener.instancePort,
        SSLCertificateId: listener.certificateArn,
      },
      PolicyNames: [],
    })),
    Policies: { AppCookieStickinessPolicies: [], LBCookieStickinessPolicies: [], OtherPolicies: [] },
    BackendServerDescriptions: [],
    AvailabilityZones: balancer.zones,
    Subnets: balancer.subnets,
    VPCId: balancer.vpcId,
    Instances: registered.map(({ id }) => ({ InstanceId: id })),
    HealthCheck: {
      Target: balancer.healthCheckTarget,
      Interval: 15,
      Timeout: 5,
      UnhealthyThreshold: 2,
      HealthyThreshold: 4,
    },
    SourceSecurityGroup: { OwnerAlias: accountId, GroupName: balancer.securityGroups[0] ?? 'default' },
    SecurityGroups: balancer.securityGroups,
    CreatedTime: new Date(balancer.createdAt),
    Scheme: balancer.scheme,
  };
}
