import { rowsOf } from '../../faults.ts';
import type { LoadBalancer } from '../../world/aws-schema.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import { elbReads } from '../elb-buckets.ts';
import { atMostTwenty, elbPage } from '../elb-paging.ts';
import type { XmlObject } from '../xml.ts';

export const loadBalancerNotFound = (arn: string) =>
  new AwsError('LoadBalancerNotFound', `Load balancers '[${arn}]' not found`);

export const describeLoadBalancers: AwsOperation = {
  name: 'DescribeLoadBalancers',
  permission: 'elasticloadbalancing:DescribeLoadBalancers',
  bucket: elbReads('v2'),
  run({ region, parameters, faults }) {
    const arns = parameters.list('LoadBalancerArns');
    const names = parameters.list('Names');
    atMostTwenty(arns, 'loadBalancerArns');
    atMostTwenty(names, 'names');
    if (arns.length > 0 && names.length > 0) {
      throw new AwsError(
        'ValidationError',
        'Load balancer names and load balancer ARNs cannot be specified at the same time',
      );
    }
    const all = [...region.loadBalancers];
    const unknownArn = arns.find((arn) => !region.loadBalancers.get(arn));
    const unknownName = names.find((name) => !all.some((balancer) => balancer.name === name));
    const unknown = unknownArn ?? unknownName;
    if (unknown !== undefined) throw loadBalancerNotFound(unknown);
    const named = all.filter(({ id, name }) => arns.includes(id) || names.includes(name));
    const rows = arns.length + names.length > 0 ? rowsOf(named) : region.loadBalancers;
    const page = elbPage(rows, parameters, faults);
    const balancers = page.rows.map(write);
    if (faults.feel('malformed') && balancers[0])
      Object.assign(balancers[0], { LoadBalancerArn: undefined, Type: 'unheard-of' });
    return { LoadBalancers: balancers, NextMarker: page.nextMarker };
  },
};

function write(balancer: LoadBalancer): XmlObject {
  return {
    LoadBalancerArn: balancer.id,
    DNSName: balancer.dnsName,
    CanonicalHostedZoneId: balancer.hostedZoneId,
    CreatedTime: new Date(balancer.createdAt),
    LoadBalancerName: balancer.name,
    Scheme: balancer.scheme,
    VpcId: balancer.vpcId,
    State: { Code: balancer.state },
    Type: balancer.type,
    AvailabilityZones: balancer.zones.map(({ name, subnetId, addresses }) => ({
      ZoneName: name,
      SubnetId: subnetId,
      LoadBalancerAddresses: addresses.map(({ ip, allocationId, privateIp, ipv6 }) => ({
        IpAddress: ip,
        AllocationId: allocationId,
        PrivateIPv4Address: privateIp,
        IPv6Address: ipv6,
      })),
    })),
    SecurityGroups: balancer.securityGroups.length > 0 ? balancer.securityGroups : undefined,
    IpAddressType: balancer.ipAddressType,
  };
}
