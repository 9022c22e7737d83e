import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Lab } from '../start.ts';
import { cloudflare, readToken, startTestLab, zoneId } from '../testing/test-lab.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await startTestLab();
});
afterEach(() => lab.stop());

const ask = (token?: string) => cloudflare(lab, 'GET', `/zones/${zoneId.paid}/dns_records`, undefined, token);

it('tells with each answer what is left', async () => {
  const { headers } = await ask();
  expect(headers.get('ratelimit')).toBe('"default";r=1199;t=300');
  expect(headers.get('ratelimit-policy')).toBe('"default";q=1200;w=300');
  expect(headers.get('retry-after')).toBeNull();
  lab.world.clock.advance(60_500);
  expect((await ask()).headers.get('ratelimit')).toBe('"default";r=1198;t=240');
});

it('blocks everything of a token after 1,200 requests until the window ends', async () => {
  for (let sent = 0; sent < 1200; sent += 1) expect((await ask()).status).toBe(200);
  lab.world.clock.advance(100_000);
  const { status, headers, body } = await ask();
  expect([status, headers.get('retry-after'), headers.get('ratelimit')]).toEqual([429, '200', '"default";r=0;t=200']);
  expect(body.errors).toEqual([{ code: 971, message: 'Please wait and consider throttling your request speed' }]);
  expect((await ask(readToken)).status).toBe(200);
  lab.world.clock.advance(200_000);
  expect((await ask()).status).toBe(200);
});
