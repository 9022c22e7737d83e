import { z } from 'zod';
import { settledRaw } from '../settled-raw.ts';
import type { Listing } from '../listing.ts';
import type { Row } from '../system.ts';
import type { AwsConnection } from './connection.ts';
import { ipAddress, textOrNull, time, timeOrNull, uniqueTexts } from './fields.ts';
import { operations } from './operations.ts';
import { taggedListing } from './tagged-listing.ts';

const zone = z.object({
  ZoneName: z.string().optional(),
  LoadBalancerAddresses: z
    .array(
      z.object({
        IpAddress: ipAddress.optional(),
        PrivateIPv4Address: ipAddress.optional(),
        IPv6Address: ipAddress.optional(),
      }),
    )
    .optional(),
});
const loadBalancer = z.object({
  LoadBalancerArn: z.string().min(1),
  LoadBalancerName: z.string().min(1),
  State: z.object({ Code: z.string().optional() }).optional(),
  Type: z.enum(['application', 'network', 'gateway']),
  Scheme: z.enum(['internet-facing', 'internal']).optional(),
  DNSName: z.string().optional(),
  VpcId: z.string().optional(),
  AvailabilityZones: z.array(zone).optional(),
  CreatedTime: time.optional(),
});

const states = ['active', 'provisioning', 'active_impaired', 'failed'] as const;
const tagCall = { operation: operations.describeTags, parameter: 'ResourceArns', key: 'ResourceArn' };

/** Application, network and gateway load balancers of a region. Their targets are in target groups. */
export const loadBalancers = (
  connection: AwsConnection,
  place: { account: string; region: string },
): Listing<'load_balancers'> =>
  taggedListing<'load_balancers', typeof loadBalancer>(connection, {
    operation: operations.describeLoadBalancers,
    region: place.region,
    list: 'LoadBalancers',
    key: 'LoadBalancerArn',
    schema: loadBalancer,
    row: (one, raw) => loadBalancerRow(one, raw, place),
    tagCall,
    tagged: ({ key }) => key,
  });

function loadBalancerRow(
  said: z.output<typeof loadBalancer>,
  raw: Record<string, unknown>,
  place: { account: string; region: string },
): Row<'load_balancers'> {
  const zones = said.AvailabilityZones ?? [];
  const isInternal = said.Scheme === 'internal';
  const fixed = zones
    .flatMap(({ LoadBalancerAddresses = [] }) => LoadBalancerAddresses)
    // Of an internal one only the private address can be reached; of the others it stands behind the public one.
    .flatMap((one) => [one.IpAddress, one.IPv6Address, isInternal ? one.PrivateIPv4Address : undefined]);
  return {
    key: said.LoadBalancerArn,
    raw: settledRaw(raw),
    name: said.LoadBalancerName,
    state: states.find((state) => state === said.State?.Code) ?? 'unknown',
    type: said.Type,
    scheme: said.Scheme ?? null,
    dnsName: textOrNull(said.DNSName)?.toLowerCase() ?? null,
    addresses: uniqueTexts(undefined, fixed),
    ...place,
    availabilityZones: uniqueTexts(
      undefined,
      zones.map(({ ZoneName }) => ZoneName),
    ),
    vpcId: textOrNull(said.VpcId),
    targets: [],
    healthyCount: null,
    createdAt: timeOrNull(said.CreatedTime),
    tags: {},
  };
}
