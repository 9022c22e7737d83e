import { z } from 'zod';
import { settledRaw } from '../settled-raw.ts';
import type { Listing } from '../listing.ts';
import { readRows } from '../read-rows.ts';
import type { AwsConnection } from './connection.ts';
import { ipAddress, nameOf, tagList, tagsOf, textOrNull } from './fields.ts';
import { operations } from './operations.ts';

const address = z.object({
  AllocationId: z.string().optional(),
  PublicIp: ipAddress,
  PrivateIpAddress: ipAddress.optional(),
  InstanceId: z.string().optional(),
  NetworkInterfaceId: z.string().optional(),
  Tags: tagList.optional(),
});
const answer = z.object({ Addresses: z.array(z.unknown()) });

/** The Elastic IPs of a region. DescribeAddresses has no pages: one answer tells all. */
export async function* addresses(
  connection: AwsConnection,
  place: { account: string; region: string },
): Listing<'addresses'> {
  const { sentAt, said } = await connection.call(operations.describeAddresses, place.region, {}, answer);
  const { rows, malformed } = readRows<'addresses', typeof address>(
    address,
    said.Addresses,
    (one, raw) => {
      const tags = tagsOf(one.Tags);
      return {
        key: one.AllocationId || one.PublicIp,
        raw: settledRaw(raw),
        name: nameOf(tags, one.PublicIp),
        address: one.PublicIp,
        privateAddress: one.PrivateIpAddress ?? null,
        instanceKey: textOrNull(one.InstanceId),
        networkInterfaceId: textOrNull(one.NetworkInterfaceId),
        ...place,
        tags,
      };
    },
    (one) => (one as { AllocationId?: unknown }).AllocationId,
  );
  yield { observedAt: sentAt, rows, malformed };
}
