import type { TargetGroup } from '../../world/aws-schema.ts';
import { deregisterTarget, registerTarget } from '../../world/targets.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsCall, AwsOperation } from '../aws-service.ts';
import { elbWrites } from '../elb-buckets.ts';
import { targetGroupNotFound } from './describe-target-groups.ts';

const write = (name: string, change: typeof registerTarget): AwsOperation => ({
  name,
  writes: true,
  permission: `elasticloadbalancing:${name}`,
  bucket: elbWrites('v2'),
  run(call) {
    const { world, region, parameters } = call;
    for (const target of parameters.structures('Targets')) {
      const group = groupOf(call);
      const id = target.text('Id') ?? '';
      if (change === registerTarget) checkTarget(call, group, id);
      change(world, region, group, id, target.integer('Port'));
    }
    return {};
  },
});

export const targetWrites: readonly AwsOperation[] = [
  write('RegisterTargets', registerTarget),
  write('DeregisterTargets', deregisterTarget),
];

function groupOf({ region, parameters }: AwsCall): TargetGroup {
  const group = region.targetGroups.get(parameters.text('TargetGroupArn') ?? '');
  if (!group) throw targetGroupNotFound();
  return group;
}

function checkTarget({ region }: AwsCall, group: TargetGroup, id: string): void {
  if (group.targetType === 'ip') {
    if (!/^[\d.]+$|:/.test(id))
      throw new AwsError('InvalidTarget', `The IP address '${id}' is not a valid IPv4 or IPv6 address`);
    return;
  }
  if (group.targetType !== 'instance') return;
  const state = region.instances.get(id)?.state;
  if (state === undefined || state === 'terminated' || state === 'shutting-down') {
    throw new AwsError(
      'InvalidTarget',
      `The following targets are not in a running state and cannot be registered: '${id}'`,
    );
  }
}
