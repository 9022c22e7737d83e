import { describe, expect, it } from 'vitest';
import { leftForPulls } from './rate-limit.ts';

describe('leftForPulls', () => {
  it.each([
    ['"default";r=50;t=30', '"default";q=100;w=60', { left: 30, seconds: 30 }],
    ['"default";r=15;t=30', '"default";q=100;w=60', { left: 0, seconds: 30 }],
    ['"default";r=50;t=30', undefined, { left: 50, seconds: 30 }],
    ['"default";r=50;t=30', '"burst";q=100;w=60', { left: 50, seconds: 30 }],
    ['"burst";r=9;t=1, "default";r=800;t=200', '"burst";q=10;w=1, "default";q=1200;w=300', { left: 7, seconds: 1 }],
    ['"default";r=many;t=30', undefined, undefined],
    ['', '', undefined],
    [undefined, undefined, undefined],
  ])('%s under %s leaves %j', (ratelimit, policy, left) => {
    const headers = {
      ...(ratelimit === undefined ? {} : { ratelimit }),
      ...(policy === undefined ? {} : { 'ratelimit-policy': policy }),
    };
    expect(leftForPulls(headers)).toEqual(left);
  });
});
