import { describe, expect, it } from 'vitest';
import { AwsFailure } from './aws-failure.ts';
import type { AwsConnection } from './connection.ts';
import { operations } from './operations.ts';
import { chunksOf, tagsByKey, unlessDeleted } from './tags-by-key.ts';

const gone = new AwsFailure('permanent', 'TargetGroupNotFound', 'not found');
const tagCall = { operation: operations.describeTags, parameter: 'ResourceArns', key: 'ResourceArn' };

function connection(deleted: string[], failure: Error = gone) {
  const asked: string[][] = [];
  const call = async (_operation: unknown, _region: string, input: { ResourceArns: string[] }) => {
    asked.push(input.ResourceArns);
    if (input.ResourceArns.some((arn) => deleted.includes(arn))) throw failure;
    const told = input.ResourceArns.filter((arn) => arn !== 'untold');
    return { said: { TagDescriptions: told.map((arn) => ({ ResourceArn: arn, Tags: [{ Key: 'of', Value: arn }] })) } };
  };
  return { asked, connection: { call } as unknown as AwsConnection };
}

describe('tagsByKey', () => {
  it('asks for all at once; one that nothing is told of has no tags', async () => {
    const { asked, connection: to } = connection([]);
    expect(await tagsByKey(to, 'here', tagCall, ['a', 'untold'])).toEqual(
      new Map([
        ['a', { of: 'a' }],
        ['untold', {}],
      ]),
    );
    expect(asked).toEqual([['a', 'untold']]);
    expect(await tagsByKey(to, 'here', tagCall, [])).toEqual(new Map());
    expect(asked).toHaveLength(1);
  });

  it('asks one by one when one was deleted since it was listed, and leaves that one out', async () => {
    const { asked, connection: to } = connection(['b']);
    expect([...(await tagsByKey(to, 'here', tagCall, ['a', 'b', 'c'])).keys()]).toEqual(['a', 'c']);
    expect(asked).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
  });

  it('fails for anything else', async () => {
    const denied = new AwsFailure('auth', 'AccessDenied', 'no');
    await expect(tagsByKey(connection(['a'], denied).connection, 'here', tagCall, ['a'])).rejects.toBe(denied);
  });
});

describe('unlessDeleted', () => {
  it('forgives only that an object is gone', async () => {
    expect(await unlessDeleted(Promise.reject(gone), 'gone')).toBe('gone');
    const classic = new AwsFailure('permanent', 'AccessPointNotFoundException', 'no');
    expect(await unlessDeleted(Promise.reject(classic), 'gone')).toBe('gone');
    await expect(unlessDeleted(Promise.reject(new Error('other')), 'gone')).rejects.toThrow('other');
  });
});

it('chunksOf divides', () => {
  expect(chunksOf(2, [1, 2, 3])).toEqual([[1, 2], [3]]);
});
