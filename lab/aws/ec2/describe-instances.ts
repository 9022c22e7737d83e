import { rowsOf } from '../../faults.ts';
import { type Instance, instanceStateCodes } from '../../world/aws-schema.ts';
import type { AwsOperation } from '../aws-service.ts';
import type { XmlObject } from '../xml.ts';
import { describing } from './ec2-buckets.ts';
import { type FilterTable, filtersFrom } from './ec2-filters.ts';
import { instancesById } from './ec2-ids.ts';
import { ec2Page } from './ec2-paging.ts';
import { InstanceWriter } from './instance-xml.ts';
import { networkInterfaceId } from '../../world/addresses.ts';

export const describeInstances: AwsOperation = {
  name: 'DescribeInstances',
  permission: 'ec2:DescribeInstances',
  bucket: describing('DescribeInstances'),
  run({ region, account, parameters, faults }) {
    const writer = new InstanceWriter(region);
    const matches = filtersFrom(parameters, { names: filters(writer), tags: ({ tags }) => tags });
    const ids = parameters.list('InstanceId');
    const named = ids.length > 0 ? instancesById(region, ids) : undefined;
    const rows =
      named || matches ? rowsOf([...(named ?? region.instances)].filter(matches ?? (() => true))) : region.instances;
    const page = ec2Page(rows, parameters, faults, {
      ids: { parameter: 'InstanceId', wireName: 'instancesSet', most: 1000 },
    });
    const instances = page.rows.map((instance) => writer.instance(instance));
    if (faults.feel('malformed') && instances[0]) spoil(instances[0]);
    return { reservationSet: reservations(page.rows, instances, account.id), nextToken: page.nextToken };
  },
};

/** MaxResults counts instances, so that a reservation of several may go on, under the same id, on the next page. */
function reservations(rows: readonly Instance[], instances: readonly XmlObject[], ownerId: string): XmlObject[] {
  const found: { reservationId: string; ownerId: string; groupSet: XmlObject[]; instancesSet: XmlObject[] }[] = [];
  for (const [index, { reservationId }] of rows.entries()) {
    const instance = instances[index] as XmlObject;
    const last = found.at(-1);
    if (last?.reservationId === reservationId) last.instancesSet.push(instance);
    else found.push({ reservationId, ownerId, groupSet: [], instancesSet: [instance] });
  }
  return found.map((reservation) => ({ ...reservation }));
}

/** What no client can store: no id, and addresses that are none. Both pass a parser of XML. */
function spoil(instance: XmlObject): void {
  Object.assign(instance, { instanceId: undefined, privateIpAddress: 'not-an-address', ipAddress: '999.1.2.3' });
}

const filters = (writer: InstanceWriter): FilterTable<Instance> => ({
  architecture: ({ architecture }) => [architecture],
  'availability-zone': ({ availabilityZone }) => [availabilityZone],
  'image-id': ({ imageId }) => [imageId],
  'instance-id': ({ id }) => [id],
  'instance-lifecycle': ({ lifecycle }) => [lifecycle],
  'instance-state-code': ({ state }) => [String(instanceStateCodes[state])],
  'instance-state-name': ({ state }) => [state],
  'instance-type': ({ type }) => [type],
  'instance.group-id': ({ securityGroups }) => securityGroups.map(({ id }) => id),
  'instance.group-name': ({ securityGroups }) => securityGroups.map(({ name }) => name),
  'ip-address': (instance) => [writer.publicIp(instance)],
  'key-name': ({ keyName }) => [keyName],
  'launch-time': ({ launchTime }) => [launchTime],
  'network-interface.network-interface-id': ({ id }) => [networkInterfaceId(id)],
  'network-interface.addresses.private-ip-address': ({ privateIp }) => [privateIp],
  'network-interface.addresses.association.public-ip': (instance) => [writer.publicIp(instance)],
  platform: ({ platform }) => [platform],
  'private-ip-address': ({ privateIp }) => [privateIp],
  'reservation-id': ({ reservationId }) => [reservationId],
  'subnet-id': ({ subnetId, privateIp }) => [privateIp ? subnetId : undefined],
  'vpc-id': ({ vpcId, privateIp }) => [privateIp ? vpcId : undefined],
});
