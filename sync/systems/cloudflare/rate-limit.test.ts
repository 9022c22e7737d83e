import { describe, expect, it } from 'vitest';
import { leftFor } from './rate-limit.ts';

describe('leftFor', () => {
  it.each([
    ['"default";r=50;t=30', '"default";q=100;w=60', { left: 30, seconds: 30 }, 50],
    ['"default";r=15;t=30', '"default";q=100;w=60', { left: 0, seconds: 30 }, 15],
    ['"default";r=50;t=30', undefined, { left: 50, seconds: 30 }, 50],
    ['"default";r=50;t=30', '"burst";q=100;w=60', { left: 50, seconds: 30 }, 50],
    ['"burst";r=9;t=1, "default";r=800;t=200', '"burst";q=10;w=1, "default";q=1200;w=300', { left: 7, seconds: 1 }, 9],
    ['"default";r=many;t=30', undefined, undefined, undefined],
    ['', '', undefined, undefined],
    [undefined, undefined, undefined, undefined],
  ])('%s under %s leaves %j to pulls, and %s to plans', (ratelimit, policy, pulls, plans) => {
    const headers = {
      ...(ratelimit === undefined ? {} : { ratelimit }),
      ...(policy === undefined ? {} : { 'ratelimit-policy': policy }),
    };
    const left = leftFor(headers);
    expect(left?.pulls).toEqual(pulls);
    expect(left?.plans.left).toBe(plans);
  });
});
