import type { QueryParameters } from '../query-parameters.ts';
import type { Bucket } from '../../token-bucket.ts';

/**
 * Request throttling for the Amazon EC2 API (EC2 developer guide): per account and region, each API on its own.
 * A listing without filter and without MaxResults draws from the smaller bucket, which is why asking for pages
 * doubles what a client may ask.
 */
const unpaginatedCosts = new Set(['DescribeInstances', 'DescribeInstanceStatus', 'DescribeNetworkInterfaces']);

const narrowing = /^(MaxResults|NextToken|Filter\.|InstanceId\.|NetworkInterfaceId\.)/;

export const describing =
  (name: string) =>
  (parameters: QueryParameters): Bucket =>
    unpaginatedCosts.has(name) && !parameters.has(narrowing)
      ? { name: `${name}/unpaginated`, size: 50, perSecond: 10 }
      : { name, size: 100, perSecond: 20 };

export const mutating = (name: string) => (): Bucket =>
  name === 'CreateTags' ? { name, size: 100, perSecond: 10 } : { name, size: 50, perSecond: 5 };
