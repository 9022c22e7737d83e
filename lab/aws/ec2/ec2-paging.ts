import { type ActiveFaults, everything, type Page, pageOf, type Rows } from '../../faults.ts';
import { AwsError } from '../aws-error.ts';
import type { QueryParameters } from '../query-parameters.ts';

interface PagingRules {
  /** The parameter with explicit ids, which excludes MaxResults, and how the error names it. */
  ids?: { parameter: string; wireName: string; most: number };
}

/**
 * EC2's paging: MaxResults 5 to 1000, more is taken as 1000; without it everything comes at once; never together with
 * ids (API reference of DescribeInstances; the wording is quoted in getmoto/moto#6282 and aws/aws-sdk-ruby#2575).
 */
export function ec2Page<T>(
  rows: Rows<T>,
  parameters: QueryParameters,
  faults: ActiveFaults,
  { ids }: PagingRules = {},
): Page<T> & { nextToken?: string } {
  const maxResults = parameters.integer('MaxResults');
  const token = parameters.text('NextToken');
  if (ids) checkIds(parameters, ids, maxResults, token);
  if (maxResults !== undefined && maxResults < 5) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value greater than 5.`,
    );
  }
  const limit = maxResults === undefined ? (token ? 1000 : everything) : Math.min(maxResults, 1000);
  const page = pageOf(rows, token ? offsetOf(token) : 0, limit, faults);
  return { ...page, nextToken: page.next === undefined ? undefined : tokenFor(page.next) };
}

function checkIds(
  parameters: QueryParameters,
  { parameter, wireName, most }: NonNullable<PagingRules['ids']>,
  maxResults: number | undefined,
  token: string | undefined,
): void {
  const given = parameters.list(parameter).length;
  if (given === 0) return;
  const other = maxResults !== undefined ? 'maxResults' : token !== undefined ? 'nextToken' : undefined;
  if (other) {
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameter ${wireName} cannot be used with the parameter ${other}`,
    );
  }
  if (given > most) {
    throw new AwsError(
      'InvalidParameterValue',
      `The maximum number of ids for ${wireName} is ${most}, ${given} were given`,
    );
  }
}

const tokenFor = (offset: number) => Buffer.from(JSON.stringify({ v: 1, o: offset })).toString('base64');

function offsetOf(token: string): number {
  try {
    const { o: offset } = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as { o?: unknown };
    if (typeof offset === 'number' && Number.isInteger(offset) && offset > 0) return offset;
  } catch {
    // What is no token of ours is refused below, as AWS refuses it.
  }
  throw new AwsError('InvalidNextToken', 'The specified NextToken is not valid.');
}
