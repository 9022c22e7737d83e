import { allocateAddress, associate, disassociate, releaseAddress } from '../../world/addresses.ts';
import type { Region } from '../../world/aws-account.ts';
import type { Address } from '../../world/aws-schema.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import type { QueryParameters } from '../query-parameters.ts';
import { unknownAllocation } from './describe-addresses.ts';
import { mutating } from './ec2-buckets.ts';
import { instancesById } from './ec2-ids.ts';
import { required } from './instance-writes.ts';

const write = (name: string, run: AwsOperation['run']): AwsOperation => ({
  name,
  writes: true,
  permission: `ec2:${name}`,
  bucket: mutating(name),
  run,
});

export const addressWrites: readonly AwsOperation[] = [
  write('AllocateAddress', ({ world, region, parameters }) => {
    const tags = parameters.structures('TagSpecification').flatMap((specification) => specification.structures('Tag'));
    const named = Object.fromEntries(tags.map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? '']));
    const { id, publicIp } = allocateAddress(world, region, named);
    const networkBorderGroup = region.name;
    return { publicIp, domain: 'vpc', allocationId: id, publicIpv4Pool: 'amazon', networkBorderGroup };
  }),
  write('AssociateAddress', ({ world, region, parameters }) => {
    const address = addressOf(region, parameters);
    const [instance] = instancesById(region, [required(parameters, 'InstanceId')]);
    if (!instance) throw new AwsError('InvalidInstanceID.NotFound', 'The instance does not exist');
    if (
      address.association &&
      address.association.instanceId !== instance.id &&
      !parameters.flag('AllowReassociation')
    ) {
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `resource ${address.id} is already associated with associate-id ${address.association.id}`,
      );
    }
    const { association } = associate(world, region, address, instance);
    return { return: true, associationId: association?.id };
  }),
  write('DisassociateAddress', ({ world, region, parameters }) => {
    const id = required(parameters, 'AssociationId');
    const address = [...region.addresses].find(({ association }) => association?.id === id);
    if (!address) throw new AwsError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
    disassociate(world, region, address);
    return { return: true };
  }),
  write('ReleaseAddress', ({ world, region, parameters }) => {
    const address = addressOf(region, parameters);
    if (address.association) {
      throw new AwsError('InvalidIPAddress.InUse', `Address '${address.publicIp}' is in use.`);
    }
    releaseAddress(world, region, address);
    return { return: true };
  }),
];

function addressOf(region: Region, parameters: QueryParameters): Address {
  const id = required(parameters, 'AllocationId');
  const address = region.addresses.get(id);
  if (!address) throw unknownAllocation(id);
  return address;
}
