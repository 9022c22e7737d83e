import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../start.ts';
import { cloudflare, readToken, say, startTestLab, testInput, testToken, zoneId } from '../testing/test-lab.ts';
import { Clock } from '../world/clock.ts';
import { World } from '../world/world.ts';

const purger = 'purge-token-of-the-switchyard-lab-012345678';

describe('purge_cache', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startTestLab(
      1,
      {},
      {
        world: () => {
          const input = testInput(1);
          const [first] = input.cloudflare!.tokens!;
          input.cloudflare!.tokens!.push({
            ...first!,
            id: 'e'.repeat(32),
            token: purger,
            permissions: ['Zone Read', 'Cache Purge'],
          });
          const clock = new Clock();
          clock.freeze();
          return new World(input, clock);
        },
      },
    );
  });
  afterAll(() => lab.stop());
  beforeEach(() => lab.reset());

  const purge = (body: unknown, zone = zoneId.paid, token = purger) =>
    cloudflare(lab, 'POST', `/zones/${zone}/purge_cache`, body, token);

  it('takes exactly one way, and remembers what was purged', async () => {
    expect(await purge({ hosts: ['www.paid.example'] })).toMatchObject({
      status: 200,
      body: { success: true, result: { id: zoneId.paid } },
    });
    expect((await purge({ purge_everything: true })).status).toBe(200);
    expect(lab.world.cloudflare.purges).toMatchObject([
      { zone: 'paid.example', hosts: ['www.paid.example'] },
      { zone: 'paid.example', purge_everything: true },
    ]);
    expect(new World(lab.world.snapshot()).cloudflare.purges).toEqual(lab.world.cloudflare.purges);
    for (const wrong of [
      {},
      { hosts: ['a'], tags: ['b'] },
      { hosts: [] },
      { purge_everything: false },
      { urls: ['a'] },
    ])
      expect((await purge(wrong)).status).toBe(400);
    expect(lab.world.cloudflare.purges).toHaveLength(2);
  });

  it('takes a hundred names at once, and 500 URLs of an Enterprise zone', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, number) => `h${number}.paid.example`);
    expect((await purge({ hosts: names(101) })).status).toBe(400);
    expect((await purge({ hosts: names(100) })).status).toBe(200);
    expect((await purge({ files: names(500) })).status).toBe(200);
    expect((await purge({ files: names(101) }, zoneId.plain)).status).toBe(400);
  });

  it('has limits by plan, and says when there is room again', async () => {
    for (let number = 0; number < 25; number += 1)
      expect((await purge({ tags: ['a'] }, zoneId.plain)).status).toBe(200);
    const refused = await purge({ tags: ['a'] }, zoneId.plain);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '12']);
    // URLs and zones of other plans are counted apart.
    expect((await purge({ files: ['https://plain.example/a'] }, zoneId.plain)).status).toBe(200);
    expect((await purge({ tags: ['a'] })).status).toBe(200);
    lab.world.clock.advance(12_000);
    expect((await purge({ tags: ['a'] }, zoneId.plain)).status).toBe(200);
  });

  it('needs a permission of its own', async () => {
    expect((await purge({ tags: ['a'] }, zoneId.paid, testToken)).status).toBe(403);
    expect((await purge({ tags: ['a'] }, zoneId.paid, readToken)).status).toBe(403);
    expect(lab.world.cloudflare.purges).toEqual([]);
  });

  it('is told by the control', async () => {
    const asked = async () => {
      const answer = await fetch(`${lab.url}/lab/purges`, { method: 'POST' });
      return (await answer.json()) as { text: string; data: unknown };
    };
    expect(await asked()).toEqual({ text: 'nothing was purged', data: [] });
    await purge({ prefixes: ['www.paid.example/img'] });
    expect(await asked()).toMatchObject({ data: [{ prefixes: ['www.paid.example/img'] }] });
    await say(lab, 'purges');
  });
});
