import { everything, pageOf, rowsOf } from '../../faults.ts';
import { notRegistered, targetHealth } from '../../world/targets.ts';
import type { AwsOperation } from '../aws-service.ts';
import { elbReads } from '../elb-buckets.ts';
import type { XmlObject } from '../xml.ts';
import { targetGroupNotFound } from './describe-target-groups.ts';

/** One target group a call, all of its targets at once: there are no pages here. */
export const describeTargetHealth: AwsOperation = {
  name: 'DescribeTargetHealth',
  permission: 'elasticloadbalancing:DescribeTargetHealth',
  bucket: elbReads('v2'),
  run({ region, parameters, faults }) {
    const group = region.targetGroups.get(parameters.text('TargetGroupArn') ?? '');
    if (!group) throw targetGroupNotFound();
    const wanted = parameters.structures('Targets').map((target) => target.text('Id') ?? '');
    const healthCheckPort = String(group.port ?? '');
    const registered = group.targets
      .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
      .map((target): XmlObject => {
        const { state, reason, description } = targetHealth(region, group, target);
        return {
          Target: { Id: target.id, Port: target.port, AvailabilityZone: target.availabilityZone },
          HealthCheckPort: String(target.port ?? healthCheckPort),
          TargetHealth: { State: state, Reason: reason, Description: description },
        };
      });
    const unknown = wanted
      .filter((id) => !group.targets.some((target) => target.id === id))
      .map((id): XmlObject => {
        const { state, reason, description } = notRegistered;
        return {
          Target: { Id: id, Port: group.port },
          TargetHealth: { State: state, Reason: reason, Description: description },
        };
      });
    const all = rowsOf([...registered, ...unknown]);
    const { rows } = pageOf(all, 0, everything, faults);
    const shown = rows.map((row) => ({ ...row }));
    if (faults.feel('malformed') && shown[0])
      shown[0] = { ...shown[0], Target: {}, TargetHealth: { State: 'unheard-of' } };
    return { TargetHealthDescriptions: shown };
  },
};
