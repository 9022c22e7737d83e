import { everything, pageOf, rowsOf } from '../../faults.ts';
import type { Address } from '../../world/aws-schema.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import type { XmlObject } from '../xml.ts';
import { describing } from './ec2-buckets.ts';
import { type FilterTable, filtersFrom } from './ec2-filters.ts';
import { tagSet } from './instance-xml.ts';

/** The one listing of EC2 that has no pages: whatever there is comes in one answer. */
export const describeAddresses: AwsOperation = {
  name: 'DescribeAddresses',
  permission: 'ec2:DescribeAddresses',
  bucket: describing('DescribeAddresses'),
  run({ region, account, parameters, faults }) {
    const matches = filtersFrom(parameters, { names: filters, tags: ({ tags }) => tags }) ?? (() => true);
    const addresses = [...region.addresses];
    const byId = pick(addresses, parameters.list('AllocationId'), ({ id }) => id, unknownAllocation);
    const byIp = pick(addresses, parameters.list('PublicIp'), ({ publicIp }) => publicIp, unknownAddress);
    const shown = addresses.filter((address) => byId(address) && byIp(address) && matches(address));
    const { rows } = pageOf(rowsOf(shown), 0, everything, faults);
    const written = rows.map((address) => addressXml(address, region.name, account.id));
    if (faults.feel('malformed') && written[0])
      Object.assign(written[0], { allocationId: undefined, publicIp: 'none' });
    return { addressesSet: written };
  },
};

export const unknownAllocation = (id: string) =>
  new AwsError('InvalidAllocationID.NotFound', `The allocation ID '${id}' does not exist`);
const unknownAddress = (ip: string) => new AwsError('InvalidAddress.NotFound', `Address '${ip}' not found.`);

function pick(
  addresses: readonly Address[],
  wanted: readonly string[],
  key: (address: Address) => string,
  unknown: (value: string) => AwsError,
): (address: Address) => boolean {
  if (wanted.length === 0) return () => true;
  const known = new Set(addresses.map(key));
  const missing = wanted.find((value) => !known.has(value));
  if (missing !== undefined) throw unknown(missing);
  return (address) => wanted.includes(key(address));
}

function addressXml({ id, publicIp, association, tags }: Address, region: string, ownerId: string): XmlObject {
  return {
    publicIp,
    allocationId: id,
    domain: 'vpc',
    instanceId: association?.instanceId,
    associationId: association?.id,
    networkInterfaceId: association?.networkInterfaceId,
    networkInterfaceOwnerId: association ? ownerId : undefined,
    privateIpAddress: association?.privateIp,
    tagSet: tagSet(tags),
    publicIpv4Pool: 'amazon',
    networkBorderGroup: region,
  };
}

const filters: FilterTable<Address> = {
  'allocation-id': ({ id }) => [id],
  'association-id': ({ association }) => [association?.id],
  domain: () => ['vpc'],
  'instance-id': ({ association }) => [association?.instanceId],
  'network-interface-id': ({ association }) => [association?.networkInterfaceId],
  'private-ip-address': ({ association }) => [association?.privateIp],
  'public-ip': ({ publicIp }) => [publicIp],
};
