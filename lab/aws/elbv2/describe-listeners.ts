import { rowsOf } from '../../faults.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import { elbReads } from '../elb-buckets.ts';
import { elbPage } from '../elb-paging.ts';
import { loadBalancerNotFound } from './describe-load-balancers.ts';

export const describeListeners: AwsOperation = {
  name: 'DescribeListeners',
  permission: 'elasticloadbalancing:DescribeListeners',
  bucket: elbReads('v2'),
  run({ region, parameters, faults }) {
    const arn = parameters.text('LoadBalancerArn');
    const arns = parameters.list('ListenerArns');
    if (arn === undefined && arns.length === 0) {
      throw new AwsError('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
    }
    if (arn !== undefined && !region.loadBalancers.get(arn)) throw loadBalancerNotFound(arn);
    const all = [...region.loadBalancers].flatMap((balancer) =>
      balancer.listeners.map((listener) => ({ ...listener, balancerArn: balancer.id })),
    );
    const found = all.filter(({ id, balancerArn }) => (arn === undefined ? arns.includes(id) : balancerArn === arn));
    if (arn === undefined && found.length < arns.length) {
      throw new AwsError('ListenerNotFound', 'One or more listeners not found');
    }
    const page = elbPage(rowsOf(found), parameters, faults);
    return {
      Listeners: page.rows.map(({ id, balancerArn, port, protocol, targetGroupArn, certificateArn }) => ({
        ListenerArn: id,
        LoadBalancerArn: balancerArn,
        Port: port,
        Protocol: protocol,
        Certificates: certificateArn ? [{ CertificateArn: certificateArn }] : undefined,
        SslPolicy: certificateArn ? 'ELBSecurityPolicy-TLS13-1-2-2021-06' : undefined,
        DefaultActions: [
          {
            Type: 'forward',
            TargetGroupArn: targetGroupArn,
            ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: 1 }] },
          },
        ],
      })),
      NextMarker: page.nextMarker,
    };
  },
};
