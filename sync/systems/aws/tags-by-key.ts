import { z } from 'zod';
import { AwsFailure } from './aws-failure.ts';
import type { AwsConnection } from './connection.ts';
import { tagList, tagsOf } from './fields.ts';
import type { AwsOperation } from './operations.ts';

/** DescribeTags of both load balancer APIs takes at most twenty at once. */
export const TAGS_AT_ONCE = 20;

/** How the two APIs call the same thing. */
export interface TagCall {
  operation: AwsOperation;
  parameter: string;
  key: string;
}

/**
 * The tags of up to twenty load balancers or target groups. One that was deleted since it was listed makes the whole call
 * fail, so the others are then asked for one by one; it is missing in the answer.
 */
export async function tagsByKey(
  connection: AwsConnection,
  region: string,
  { operation, parameter, key }: TagCall,
  keys: readonly string[],
): Promise<Map<string, Record<string, string>>> {
  const answer = z.object({ TagDescriptions: z.array(z.object({ [key]: z.string(), Tags: tagList.optional() })) });
  const ask = async (some: readonly string[]) => {
    const { said } = await connection.call(operation, region, { [parameter]: some }, answer);
    const told = said.TagDescriptions.map(
      (one) => [one[key] as string, tagsOf(one.Tags as z.output<typeof tagList>)] as const,
    );
    return [...some.map((name) => [name, {}] as const), ...told];
  };
  if (keys.length === 0) return new Map();
  try {
    return new Map(await ask(keys));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const found = new Map<string, Record<string, string>>();
  for (const one of keys) {
    for (const [name, tags] of await unlessDeleted(ask([one]), [])) found.set(name, tags);
  }
  return found;
}

/** What was asked of an object, or `otherwise` where it was deleted after it had been listed. */
export async function unlessDeleted<T, O>(asked: Promise<T>, otherwise: O): Promise<T | O> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return otherwise;
    throw error;
  }
}

/** LoadBalancerNotFound, TargetGroupNotFound, and AccessPointNotFoundException as the SDK names the classic one. */
const isNotFound = (error: unknown) => error instanceof AwsFailure && /NotFound(Exception)?$/.test(error.code);

export function chunksOf<T>(size: number, items: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
