import { rowsOf } from '../../faults.ts';
import type { TargetGroup } from '../../world/aws-schema.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import { elbReads } from '../elb-buckets.ts';
import { atMostTwenty, elbPage } from '../elb-paging.ts';
import type { XmlObject } from '../xml.ts';
import { loadBalancerNotFound } from './describe-load-balancers.ts';

export const targetGroupNotFound = () => new AwsError('TargetGroupNotFound', 'One or more target groups not found');

export const describeTargetGroups: AwsOperation = {
  name: 'DescribeTargetGroups',
  permission: 'elasticloadbalancing:DescribeTargetGroups',
  bucket: elbReads('v2'),
  run({ region, parameters, faults }) {
    const balancer = parameters.text('LoadBalancerArn');
    const arns = parameters.list('TargetGroupArns');
    const names = parameters.list('Names');
    atMostTwenty(arns, 'targetGroupArns');
    atMostTwenty(names, 'names');
    if (balancer !== undefined && !region.loadBalancers.get(balancer)) throw loadBalancerNotFound(balancer);
    const all = [...region.targetGroups];
    const found = all.filter(
      ({ id, name, loadBalancerArns }) =>
        (balancer === undefined || loadBalancerArns.includes(balancer)) &&
        (arns.length === 0 || arns.includes(id)) &&
        (names.length === 0 || names.includes(name)),
    );
    if (found.length < arns.length || found.length < names.length) throw targetGroupNotFound();
    const page = elbPage(rowsOf(found), parameters, faults);
    const groups = page.rows.map(write);
    if (faults.feel('malformed') && groups[0]) Object.assign(groups[0], { TargetGroupArn: undefined, Port: 99_999 });
    return { TargetGroups: groups, NextMarker: page.nextMarker };
  },
};

function write(group: TargetGroup): XmlObject {
  const isHttp = group.protocol === 'HTTP' || group.protocol === 'HTTPS';
  return {
    TargetGroupArn: group.id,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: isHttp ? 'HTTP' : 'TCP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: group.healthCheckEnabled,
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    HealthCheckPath: isHttp ? (group.healthCheckPath ?? '/') : undefined,
    Matcher: isHttp ? { HttpCode: '200' } : undefined,
    LoadBalancerArns: group.loadBalancerArns,
    TargetType: group.targetType,
    ProtocolVersion: isHttp ? 'HTTP1' : undefined,
    IpAddressType: 'ipv4',
  };
}
