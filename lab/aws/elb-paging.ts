import { type ActiveFaults, type Page, pageOf, type Rows } from '../faults.ts';
import { AwsError } from './aws-error.ts';
import type { QueryParameters } from './query-parameters.ts';

/** Both load balancer APIs: PageSize 1 to 400, which is also the default; Marker in, NextMarker out. */
export function elbPage<T>(
  rows: Rows<T>,
  parameters: QueryParameters,
  faults: ActiveFaults,
): Page<T> & { nextMarker?: string } {
  const size = parameters.integer('PageSize') ?? 400;
  if (size < 1) throw constraint(String(size), 'pageSize', 'Member must have value greater than or equal to 1');
  if (size > 400) throw constraint(String(size), 'pageSize', 'Member must have value less than or equal to 400');
  const marker = parameters.text('Marker');
  const page = pageOf(rows, marker ? offsetOf(marker) : 0, size, faults);
  return { ...page, nextMarker: page.next === undefined ? undefined : markerFor(page.next) };
}

/** At most twenty names or ARNs in one call. */
export function atMostTwenty(values: readonly string[], parameter: string): void {
  if (values.length > 20) {
    throw constraint(`[${values.join(', ')}]`, parameter, 'Member must have length less than or equal to 20');
  }
}

const constraint = (value: string, parameter: string, words: string) =>
  new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${parameter}' failed to satisfy constraint: ${words}`,
  );

const markerFor = (offset: number) => Buffer.from(`marker:${offset}`).toString('base64url');

function offsetOf(marker: string): number {
  const match = /^marker:(\d+)$/.exec(Buffer.from(marker, 'base64url').toString('utf8'));
  if (!match) throw new AwsError('ValidationError', `The marker '${marker}' is not valid`);
  return Number(match[1]);
}
