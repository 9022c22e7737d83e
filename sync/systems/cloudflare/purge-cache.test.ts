import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StepOf } from '../../../contract/plans/steps.ts';
import { type Lab, startLab } from '../../../lab/start.ts';
import { testInput, testToken, zoneId } from '../../../lab/testing/test-lab.ts';
import { Clock } from '../../../lab/world/clock.ts';
import { World } from '../../../lab/world/world.ts';
import { PullRecord, withTools } from '../conformance/pull-all.ts';
import type { PulledSource } from '../system.ts';
import { cloudflarePurgeCache } from './purge-cache.ts';

describe('cache.purge', () => {
  let lab: Lab;
  let source: PulledSource;
  beforeAll(async () => {
    lab = await startLab({
      world: () => {
        const input = testInput(1);
        input.cloudflare!.tokens![0]!.permissions = ['Zone Read', 'Cache Purge'];
        const clock = new Clock();
        clock.freeze();
        return new World(input, clock);
      },
    });
    const id = '0192f000-0000-7000-8000-000000000002';
    const settings = { baseUrl: `${lab.url}/cloudflare/client/v4` };
    source = { id, name: 'cloudflare', settings, secrets: { apiToken: testToken } };
  });
  afterAll(() => lab.stop());
  beforeEach(() => {
    lab.reset();
    lab.requests.clear();
  });

  const purge = (what: StepOf<'cache.purge'>['what'], zone = zoneId.plain) => {
    const target = {
      sourceId: source.id,
      sourceName: source.name,
      system: 'cloudflare',
      zoneKey: zone,
      zone: 'plain.example',
    };
    const step = { type: 'cache.purge' as const, v: 1 as const, target, what };
    return withTools({}, new PullRecord(), (tools) => cloudflarePurgeCache.write(step, null, source, tools));
  };

  it.each([
    [{ hosts: ['www.plain.example'] }, { hosts: ['www.plain.example'] }],
    [{ prefixes: ['www.plain.example/img'] }, { prefixes: ['www.plain.example/img'] }],
    [{ tags: ['a', 'b'] }, { tags: ['a', 'b'] }],
    [{ files: ['https://www.plain.example/a'] }, { files: ['https://www.plain.example/a'] }],
    [{ everything: true as const }, { purge_everything: true }],
  ])('%j', async (what, purged) => {
    expect(await purge(what)).toBe('accepted');
    expect(lab.world.cloudflare.purges).toMatchObject([{ zone: 'plain.example', ...purged }]);
  });

  it.each([
    ['nothing', {}, 'exactly one'],
    ['two ways', { hosts: ['a'], tags: ['b'] }, 'exactly one'],
    ['no names', { hosts: [] }, '1 to 100 hosts, not 0'],
    ['too many', { hosts: Array.from({ length: 101 }, (_, number) => `h${number}`) }, '1 to 100 hosts, not 101'],
  ])('sends nothing of %s', async (_, what, words) => {
    await expect(purge(what)).rejects.toThrow(words);
    expect(lab.requests.list().filter(({ operation }) => operation.includes('purge'))).toEqual([]);
  });

  it('says when there is room again, and which permission is missing', async () => {
    for (let number = 0; number < 25; number += 1) await purge({ tags: ['a'] });
    await expect(purge({ tags: ['a'] })).rejects.toMatchObject({ type: 'rate-limited', retryAfter: 12 });
    lab.world.cloudflare.tokens[0]!.permissions = ['Zone Read', 'DNS Write'];
    await expect(purge({ tags: ['a'] }, zoneId.paid)).rejects.toMatchObject({ type: 'auth', needs: 'Cache Purge' });
  });

  it('does not say that nothing was purged when the answer was lost', async () => {
    lab.faults.add({ service: 'cloudflare', times: 1, what: { how: 'after-apply', with: 'reset' } });
    await expect(purge({ tags: ['a'] })).rejects.toMatchObject({ type: 'transient' });
    expect(lab.world.cloudflare.purges).toHaveLength(1);
  });
});
