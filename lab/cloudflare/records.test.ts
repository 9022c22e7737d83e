import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../start.ts';
import { cloudflare, startTestLab, zoneId } from '../testing/test-lab.ts';
import type { DnsRecord } from '../world/cloudflare-schema.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await startTestLab();
});
afterEach(() => lab.stop());

const path = { free: `/zones/${zoneId.plain}/dns_records`, paid: `/zones/${zoneId.paid}/dns_records` };
const post = (body: object, zone: keyof typeof path = 'free') => cloudflare(lab, 'POST', path[zone], body);
const made = async (body: object, zone: keyof typeof path = 'free') => {
  const { body: answer } = await post(body, zone);
  expect(answer.errors).toEqual([]);
  return answer.result as DnsRecord;
};
const all = async (zone: keyof typeof path = 'free') =>
  (await cloudflare(lab, 'GET', `${path[zone]}?per_page=5000`)).body.result as DnsRecord[];
const batch = (body: object, zone: keyof typeof path = 'free') => cloudflare(lab, 'POST', `${path[zone]}/batch`, body);

const www = { type: 'A', name: 'www', content: '192.0.2.1', ttl: 300 };

describe('names', () => {
  it.each([
    ['www', 'www.plain.example'],
    ['WWW.Plain.Example.', 'www.plain.example'],
    ['@', 'plain.example'],
    ['*', '*.plain.example'],
    ['_acme-challenge.www', '_acme-challenge.www.plain.example'],
    ['bücher', 'xn--bcher-kva.plain.example'],
    ['xn--bcher-kva', 'xn--bcher-kva.plain.example'],
  ])('%s comes out as %s', async (name, complete) => {
    expect((await made({ type: 'TXT', name, content: 'x' })).name).toBe(complete);
  });

  it.each([`${'a'.repeat(64)}`, 'a..b', 'a b'])('"%s" is none', async (name) => {
    expect((await post({ ...www, name })).body.errors[0]?.code).toBe(9000);
  });
});

describe('rules', () => {
  it.each([
    ['an A record that is no IPv4 address', { ...www, content: '2001:db8::1' }, 9005],
    ['an AAAA record that is no IPv6 address', { ...www, type: 'AAAA' }, 9006],
    ['a CNAME to an address', { ...www, type: 'CNAME' }, 9007],
    ['a CNAME to itself', { type: 'CNAME', name: 'www', content: 'www.plain.example' }, 9007],
    ['a TTL below sixty', { ...www, ttl: 59 }, 9021],
    ['a TTL above a day', { ...www, ttl: 86_401 }, 9021],
    ['a proxied TXT record', { type: 'TXT', name: 'x', content: 'x', proxied: true }, 9004],
    ['a proxied private address', { ...www, content: '10.0.0.1', proxied: true }, 9004],
    ['a comment of 101 characters', { ...www, comment: 'x'.repeat(101) }, 9313],
    ['a tag on a free plan', { ...www, tags: ['a:b'] }, 1004],
    ['no type', { name: 'www', content: '192.0.2.1' }, 1004],
    ['an unheard-of type', { ...www, type: 'AA' }, 1004],
    ['an MX record without priority', { type: 'MX', name: '@', content: 'mail.plain.example' }, 1004],
  ])('refuse %s', async (_, body, code) => {
    const { status, body: answer } = await post(body);
    expect([status, answer.success, answer.errors[0]?.code, answer.result]).toEqual([400, false, code, null]);
    expect(await all()).toEqual([]);
  });

  it('explain a DNS validation error in a chain', async () => {
    const { body } = await post({ ...www, tags: ['a:b'] });
    expect(body.errors).toEqual([
      {
        code: 1004,
        message: 'DNS Validation Error',
        error_chain: [{ code: 9300, message: 'DNS record has 1 tags, exceeding the quota of 0.' }],
      },
    ]);
  });

  it('allow more on a paid plan', async () => {
    const record = await made({ ...www, ttl: 30, comment: 'x'.repeat(500), tags: ['a:b'] }, 'paid');
    expect(record).toMatchObject({ ttl: 30, tags: ['a:b'] });
  });

  it.each([
    ['a CNAME beside an A', www, { type: 'CNAME', name: 'www', content: 'x.example' }, 81053],
    ['an A beside a CNAME', { type: 'CNAME', name: 'www', content: 'x.example' }, www, 81054],
    ['an A beside an NS', { type: 'NS', name: 'www', content: 'ns.example' }, www, 81056],
    ['the same again', www, www, 81058],
    ['the same with another TTL', www, { ...www, ttl: 600 }, 81057],
  ])('refuse %s', async (_, first, second, code) => {
    await made(first);
    expect((await post(second)).body.errors[0]?.code).toBe(code);
  });

  it('allow several values, and a text beside a CNAME', async () => {
    await made(www);
    await made({ ...www, content: '192.0.2.2' });
    await made({ ...www, type: 'AAAA', content: '2001:db8::1' });
    await made({ type: 'CNAME', name: 'alias', content: 'www.plain.example' });
    await made({ type: 'TXT', name: 'alias', content: 'x' });
    expect(await all()).toHaveLength(5);
  });

  it('end at two hundred records on a free plan', async () => {
    const posts = Array.from({ length: 200 }, (_, index) => ({ ...www, name: `h${index}` }));
    expect((await batch({ posts })).status).toBe(200);
    expect((await post(www)).body.errors[0]?.code).toBe(81045);
  });
});

describe('changes of one record', () => {
  it('PATCH keeps what it does not mention', async () => {
    const { id, created_on } = await made({ ...www, comment: 'mine' });
    lab.world.clock.advance(5000);
    const { body } = await cloudflare(lab, 'PATCH', `${path.free}/${id}`, { content: '192.0.2.9' });
    expect(body.result).toMatchObject({ id, content: '192.0.2.9', ttl: 300, comment: 'mine', created_on });
    const after = body.result as DnsRecord;
    expect(after.modified_on > created_on).toBe(true);
    expect(after.comment_modified_on).toBe(created_on);
  });

  it('PUT drops what it does not mention', async () => {
    const { id } = await made({ ...www, comment: 'mine' });
    const { body } = await cloudflare(lab, 'PUT', `${path.free}/${id}`, {
      type: 'A',
      name: 'www',
      content: '192.0.2.9',
    });
    expect(body.result).toMatchObject({ id, content: '192.0.2.9', ttl: 1, comment: null });
    expect(body.result).not.toHaveProperty('comment_modified_on');
  });

  it('DELETE answers with the id, and then the record is unknown', async () => {
    const { id } = await made(www);
    const one = `${path.free}/${id}`;
    expect((await cloudflare(lab, 'DELETE', one)).body.result).toEqual({ id });
    const again = await cloudflare(lab, 'DELETE', one);
    expect([again.status, again.body.errors[0]?.code]).toEqual([404, 81044]);
    expect((await cloudflare(lab, 'GET', one)).status).toBe(404);
  });

  it('a body that is no JSON is refused', async () => {
    const response = await fetch(`${lab.url}/cloudflare/client/v4${path.free}`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-token-of-the-switchyard-lab-0123456789' },
      body: '{ "type": ',
    });
    expect(response.status).toBe(400);
  });
});

describe('a batch', () => {
  it('runs deletes, patches, puts and posts in this order, whatever theirs', async () => {
    const [one, two, three] = [await made(www), await made({ ...www, name: 'b' }), await made({ ...www, name: 'c' })];
    const { status, body } = await batch({
      // Possible only after the delete: an alias cannot stand beside an address.
      posts: [{ type: 'CNAME', name: 'www', content: 'b.plain.example' }],
      puts: [{ id: three.id, type: 'A', name: 'c', content: '192.0.2.33' }],
      patches: [{ id: two.id, content: '192.0.2.22' }],
      deletes: [{ id: one.id }],
    });
    expect(status).toBe(200);
    expect(body.result).toMatchObject({
      deletes: [{ id: one.id, content: '192.0.2.1' }],
      patches: [{ id: two.id, content: '192.0.2.22', ttl: 300 }],
      puts: [{ id: three.id, content: '192.0.2.33', ttl: 1 }],
      posts: [{ id: expect.stringMatching(/^[0-9a-f]{32}$/), type: 'CNAME' }],
    });
  });

  it.each([
    [
      'a post that conflicts',
      {
        posts: [
          { ...www, name: 'new' },
          { type: 'CNAME', name: 'kept', content: 'x.example' },
        ],
      },
    ],
    ['a patch of nothing', { posts: [{ ...www, name: 'new' }], patches: [{ id: 'f'.repeat(32), ttl: 60 }] }],
    ['a delete of nothing', { posts: [{ ...www, name: 'new' }], deletes: [{ id: 'f'.repeat(32) }] }],
  ])('with %s changes nothing at all', async (_, body) => {
    const kept = await made({ ...www, name: 'kept' });
    const before = await all();
    const doomed = 'deletes' in body ? body : { ...body, deletes: [] };
    const answer = await batch({
      ...doomed,
      patches: [{ id: kept.id, content: '192.0.2.99' }, ...('patches' in body ? body.patches : [])],
    });
    expect(answer.body.success).toBe(false);
    expect(await all()).toEqual(before);
  });

  it('takes two hundred operations on a free plan, 3,500 on others', async () => {
    const posts = (count: number) => Array.from({ length: count }, (_, index) => ({ ...www, name: `h${index}` }));
    expect((await batch({ posts: posts(201) })).status).toBe(400);
    expect(await all()).toEqual([]);
    expect((await batch({ posts: posts(3500) }, 'paid')).status).toBe(200);
    expect((await batch({ posts: posts(3501) }, 'paid')).status).toBe(400);
    expect(await all('paid')).toHaveLength(3500);
  });

  it('may take a set of a hundred values', async () => {
    const posts = Array.from({ length: 100 }, (_, index) => ({ ...www, content: `192.0.2.${index + 1}` }));
    expect((await batch({ posts }, 'paid')).status).toBe(200);
    const set = await all('paid');
    expect(new Set(set.map(({ name }) => name)).size).toBe(1);
    expect(new Set(set.map(({ id }) => id)).size).toBe(100);
  });
});
