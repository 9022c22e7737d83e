import { type InstanceMove, launchInstance, moveInstance } from '../../world/instances.ts';
import { hexFrom } from '../../world/identity.ts';
import { freePrivateIp } from '../../world/private-addresses.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsCall, AwsOperation } from '../aws-service.ts';
import type { QueryParameters } from '../query-parameters.ts';
import { mutating } from './ec2-buckets.ts';
import { instancesById } from './ec2-ids.ts';
import { InstanceWriter, stateXml } from './instance-xml.ts';

const write = (name: string, run: AwsOperation['run']): AwsOperation => ({
  name,
  writes: true,
  permission: `ec2:${name}`,
  bucket: mutating(name),
  run,
});

/** Start, stop and terminate answer with the state before and the one that has begun. */
const move =
  (wanted: InstanceMove) =>
  ({ world, region, parameters }: AwsCall) => {
    const instances = instancesById(region, requiredIds(parameters));
    return {
      instancesSet: instances.map(({ id, state }) => {
        const moved = moveInstance(world, region, id, wanted);
        if (!moved) {
          throw new AwsError(
            'IncorrectInstanceState',
            `The instance '${id}' is not in a state from which it can be ${wanted}ed. (It is ${state}.)`,
          );
        }
        return { instanceId: id, currentState: stateXml(moved.after), previousState: stateXml(moved.before) };
      }),
    };
  };

export const instanceWrites: readonly AwsOperation[] = [
  write('StartInstances', move('start')),
  write('StopInstances', move('stop')),
  write('TerminateInstances', move('terminate')),
  write('RebootInstances', ({ region, parameters }) => {
    instancesById(region, requiredIds(parameters));
    return { return: true };
  }),
  write('RunInstances', runInstances),
  write('ModifyInstanceEventStartTime', ({ world, region, parameters }) => {
    const [instance] = instancesById(region, [required(parameters, 'InstanceId')]);
    const eventId = required(parameters, 'InstanceEventId');
    const event = instance?.events.find(({ id }) => id === eventId);
    if (!instance || !event) {
      throw new AwsError('InvalidInstanceEventIDNotFound', `The event ID '${eventId}' does not exist`);
    }
    const notBefore = new Date(required(parameters, 'NotBefore'));
    if (Number.isNaN(notBefore.getTime())) throw new AwsError('InvalidParameterValue', 'Invalid value for NotBefore');
    if (event.notBeforeDeadline && notBefore > new Date(event.notBeforeDeadline)) {
      throw new AwsError(
        'InvalidInstanceEventStartTime',
        'The specified start time is after the deadline of the event.',
      );
    }
    const moved = { ...event, notBefore: notBefore.toISOString() };
    region.instances.set({ ...instance, events: instance.events.map((one) => (one === event ? moved : one)) });
    world.changed();
    return { event: { instanceEventId: moved.id, code: moved.code, description: moved.description, notBefore } };
  }),
];

function requiredIds(parameters: QueryParameters): string[] {
  const ids = parameters.list('InstanceId');
  if (ids.length === 0) throw new AwsError('MissingParameter', 'The request must contain the parameter InstanceId');
  return ids;
}

export function required(parameters: QueryParameters, name: string): string {
  const value = parameters.text(name);
  if (value === undefined) throw new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
  return value;
}

function runInstances({ world, region, account, parameters }: AwsCall) {
  const least = parameters.integer('MinCount');
  const most = parameters.integer('MaxCount');
  if (!least || !most || least < 1 || most < least) {
    throw new AwsError(
      'InvalidParameterValue',
      'MinCount and MaxCount must be positive, MinCount no more than MaxCount',
    );
  }
  const reservationId = `r-0${world.newHex(16, 'reservation')}`;
  const tags = parameters
    .structures('TagSpecification')
    .filter((specification) => specification.text('ResourceType') === 'instance')
    .flatMap((specification) => specification.structures('Tag'))
    .map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? ''] as const);
  const subnetId = parameters.text('SubnetId') ?? `subnet-0${hexFrom(16, account.id, region.name)}`;
  const launched = Array.from({ length: most }, () =>
    launchInstance(world, region, {
      reservationId,
      imageId: parameters.text('ImageId') ?? 'ami-0123456789abcdef0',
      type: parameters.text('InstanceType') ?? 'm1.small',
      availabilityZone: parameters.text('Placement.AvailabilityZone') ?? `${region.name}a`,
      subnetId,
      vpcId: `vpc-0${hexFrom(16, account.id, region.name)}`,
      privateIp: parameters.text('PrivateIpAddress') ?? freePrivateIp(world, region),
      givenPublicIp: true,
      keyName: parameters.text('KeyName'),
      tags: Object.fromEntries(tags),
    }),
  );
  const writer = new InstanceWriter(region);
  return {
    reservationId,
    ownerId: account.id,
    groupSet: [],
    instancesSet: launched.map((instance) => writer.instance(instance)),
  };
}
