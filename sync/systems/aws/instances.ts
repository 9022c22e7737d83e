import { z } from 'zod';
import { settledRaw } from '../settled-raw.ts';
import type { Listing } from '../listing.ts';
import { readRows } from '../read-rows.ts';
import type { Row } from '../system.ts';
import type { AwsConnection } from './connection.ts';
import { ipAddress, nameOf, tagList, tagsOf, textOrNull, time, timeOrNull, uniqueTexts } from './fields.ts';
import type { StatusCheck } from './instance-status.ts';
import { operations } from './operations.ts';
import { pagesOf } from './pages.ts';

const association = z.object({ PublicIp: ipAddress.optional() }).optional();
const networkInterface = z.object({
  PrivateIpAddress: ipAddress.optional(),
  Association: association,
  PrivateIpAddresses: z
    .array(z.object({ PrivateIpAddress: ipAddress.optional(), Association: association }))
    .optional(),
  Ipv6Addresses: z.array(z.object({ Ipv6Address: ipAddress.optional() })).optional(),
});
const instance = z.object({
  InstanceId: z.string().min(1),
  State: z.object({ Name: z.string() }),
  InstanceType: z.string(),
  Placement: z.object({ AvailabilityZone: z.string().optional() }).optional(),
  PublicIpAddress: ipAddress.optional(),
  PrivateIpAddress: ipAddress.optional(),
  Ipv6Address: ipAddress.optional(),
  NetworkInterfaces: z.array(networkInterface).optional(),
  PublicDnsName: z.string().optional(),
  PrivateDnsName: z.string().optional(),
  VpcId: z.string().optional(),
  SubnetId: z.string().optional(),
  ImageId: z.string().optional(),
  PlatformDetails: z.string().optional(),
  Platform: z.string().optional(),
  LaunchTime: time.optional(),
  Tags: tagList.optional(),
});
type Instance = z.output<typeof instance>;
const answer = z.object({
  Reservations: z.array(z.object({ Instances: z.array(z.unknown()).optional() })),
  NextToken: z.string().optional(),
});

/** The instances of a region, with the status checks that were found before. Terminated ones are told as deleted. */
export async function* instances(
  connection: AwsConnection,
  place: { account: string; region: string },
  checks: ReadonlyMap<string, StatusCheck>,
): Listing<'instances'> {
  const pages = pagesOf(connection, operations.describeInstances, place.region, answer, {
    input: { MaxResults: 1000 },
    token: 'NextToken',
    next: ({ NextToken }) => NextToken,
  });
  for await (const { sentAt, said } of pages) {
    const listed = said.Reservations.flatMap(({ Instances = [] }) => Instances);
    const { rows, malformed } = readRows<'instances', typeof instance>(
      instance,
      listed,
      (one, raw) => instanceRow(one, raw, place, checks.get(one.InstanceId) ?? null),
      (one) => (one as { InstanceId?: unknown }).InstanceId,
    );
    // A terminated instance stays listed for about an hour, with some of its addresses: it has gone all the same.
    const isGone = (row: Row<'instances'>) => row.state === 'terminated';
    const deleted = rows.filter(isGone).map(({ key }) => key);
    yield { observedAt: sentAt, rows: rows.filter((row) => !isGone(row)), malformed, deleted };
  }
}

const states = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const;

function instanceRow(
  said: Instance,
  raw: Record<string, unknown>,
  place: { account: string; region: string },
  statusCheck: StatusCheck | null,
): Row<'instances'> {
  const interfaces = said.NetworkInterfaces ?? [];
  const ownAddresses = interfaces.flatMap(({ PrivateIpAddresses = [], ...self }) => [self, ...PrivateIpAddresses]);
  const tags = tagsOf(said.Tags);
  return {
    key: said.InstanceId,
    raw: settledRaw(raw),
    name: nameOf(tags, said.InstanceId),
    state: states.find((state) => state === said.State.Name) ?? 'unknown',
    instanceType: said.InstanceType,
    ...place,
    availabilityZone: textOrNull(said.Placement?.AvailabilityZone),
    publicAddresses: uniqueTexts(
      said.PublicIpAddress,
      ownAddresses.map(({ Association }) => Association?.PublicIp),
    ),
    privateAddresses: uniqueTexts(
      said.PrivateIpAddress,
      ownAddresses.map(({ PrivateIpAddress }) => PrivateIpAddress),
    ),
    ipv6Addresses: uniqueTexts(
      said.Ipv6Address,
      interfaces.flatMap(({ Ipv6Addresses = [] }) => Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address)),
    ),
    publicName: textOrNull(said.PublicDnsName),
    privateName: textOrNull(said.PrivateDnsName),
    statusCheck,
    vpcId: textOrNull(said.VpcId),
    subnetId: textOrNull(said.SubnetId),
    imageId: textOrNull(said.ImageId),
    platform: textOrNull(said.PlatformDetails) ?? textOrNull(said.Platform),
    launchedAt: timeOrNull(said.LaunchTime),
    tags,
  };
}
