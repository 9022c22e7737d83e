import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../start.ts';
import { cloudflare, cloudflareAccount, readToken, startTestLab, testToken, zoneId } from '../testing/test-lab.ts';
import type { DnsRecord } from '../world/cloudflare-schema.ts';

let lab: Lab;
const records = `/zones/${zoneId.paid}/dns_records`;

beforeAll(async () => {
  lab = await startTestLab();
  const posts = [
    ...Array.from({ length: 230 }, (_, index) => ({
      type: 'A',
      name: `host-${String(index).padStart(3, '0')}`,
      content: `192.0.2.${(index % 250) + 1}`,
      ttl: index % 2 === 0 ? 300 : 60,
    })),
    { type: 'CNAME', name: 'www', content: 'host-001.paid.example', proxied: true, comment: 'Front Door' },
    { type: 'TXT', name: '@', content: 'v=spf1 -all', tags: ['owner:mail', 'reviewed'] },
    { type: 'MX', name: '@', content: 'mail.paid.example', priority: 10 },
    { type: 'SRV', name: '_sip._tcp', data: { priority: 5, weight: 10, port: 5060, target: 'sip.paid.example' } },
    { type: 'CAA', name: '@', data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' } },
  ];
  const filled = await cloudflare(lab, 'POST', `${records}/batch`, { posts });
  if (filled.status !== 200) throw new Error(JSON.stringify(filled.body.errors));
  lab.refill();
});
afterAll(() => lab.stop());

const list = async (query = '') => (await cloudflare(lab, 'GET', `${records}${query}`)).body;
const rows = async (query: string) => (await list(query)).result as DnsRecord[];

describe('the envelope', () => {
  it('says who the token is', async () => {
    const { status, body } = await cloudflare(lab, 'GET', '/user/tokens/verify');
    expect(status).toBe(200);
    expect(body).toEqual({
      result: { id: 'c'.repeat(32), status: 'active' },
      success: true,
      errors: [],
      messages: [{ code: 10000, message: 'This API Token is valid and active', type: null }],
    });
  });

  it.each([
    ['no credentials', undefined, '/zones', 400, 9106],
    ['a token of no form', 'short', '/zones', 400, 6003],
    ['a token nobody knows', 'x'.repeat(40), '/zones', 403, 9109],
    ['a token nobody knows, asked for itself', 'x'.repeat(40), '/user/tokens/verify', 401, 1000],
    ['a token that may not list zones', readToken, '/zones', 403, 9109],
    ['a path that is none', testToken, '/zones/42/dns_records', 404, 7003],
    ['a zone nobody has', testToken, `/zones/${'9'.repeat(32)}/dns_records`, 404, 1001],
    ['a zone of another account', testToken, `/zones/${zoneId.other}/dns_records`, 403, 10000],
  ])('%s', async (_, token, path, status, code) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${lab.url}/cloudflare/client/v4${path}`, { headers });
    const body = (await response.json()) as { success: boolean; result: null; errors: { code: number }[] };
    expect([response.status, body.success, body.result, body.errors[0]?.code]).toEqual([status, false, null, code]);
  });

  it('a token that only reads may not write', async () => {
    const read = await cloudflare(lab, 'GET', records, undefined, readToken);
    const written = await cloudflare(lab, 'POST', records, { type: 'A', name: 'x', content: '192.0.2.1' }, readToken);
    expect([read.status, written.status, written.body.errors[0]?.code]).toEqual([200, 403, 10000]);
  });
});

describe('zones and accounts', () => {
  it('are those of the token', async () => {
    const zones = await cloudflare(lab, 'GET', '/zones?per_page=50');
    expect(zones.body.result).toMatchObject([
      { name: 'plain.example', plan: { legacy_id: 'free' }, account: { id: cloudflareAccount.mine, name: 'Mine' } },
      {
        name: 'paid.example',
        plan: { legacy_id: 'enterprise' },
        status: 'active',
        name_servers: ['ada.ns.example', 'bob.ns.example'],
      },
    ]);
    expect(zones.body.result_info).toEqual({ page: 1, per_page: 50, count: 2, total_count: 2, total_pages: 1 });
    const accounts = await cloudflare(lab, 'GET', '/accounts');
    expect(accounts.body.result).toMatchObject([{ id: cloudflareAccount.mine }]);
    const one = await cloudflare(lab, 'GET', `/zones/${zoneId.paid}`);
    expect(one.body.result).toMatchObject({ id: zoneId.paid, name: 'paid.example' });
  });

  it('are found by name and account, and never more than fifty a page', async () => {
    const named = await cloudflare(lab, 'GET', '/zones?name=plain.example&per_page=100');
    expect(named.body).toMatchObject({ result: [{ name: 'plain.example' }], result_info: { per_page: 50 } });
    const other = await cloudflare(lab, 'GET', `/zones?account.id=${cloudflareAccount.other}`);
    expect(other.body.result).toEqual([]);
  });
});

describe('records', () => {
  it('come by the hundred, in pages with an honest count, and a page past the last is empty', async () => {
    const first = await list();
    expect([(first.result as unknown[]).length, first.result_info]).toEqual([
      100,
      { page: 1, per_page: 100, count: 100, total_count: 235, total_pages: 3 },
    ]);
    const third = await list('?page=3');
    expect(third.result_info).toMatchObject({ page: 3, count: 35 });
    const fourth = await list('?page=4');
    expect([fourth.success, fourth.result, fourth.result_info?.total_count]).toEqual([true, [], 235]);
    expect((await rows('?per_page=5000')).length).toBe(235);
  });

  it('have every field, in the forms of their types', async () => {
    const found = await rows('?per_page=5000');
    const byType = (type: string) => found.find((record) => record.type === type);
    expect(byType('CNAME')).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: 'www.paid.example',
      content: 'host-001.paid.example',
      proxiable: true,
      proxied: true,
      ttl: 1,
      settings: {},
      meta: {},
      comment: 'Front Door',
      tags: [],
      created_on: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      comment_modified_on: expect.any(String),
    });
    expect(byType('TXT')).toMatchObject({ name: 'paid.example', content: '"v=spf1 -all"', comment: null });
    expect(byType('MX')).toMatchObject({ content: 'mail.paid.example', priority: 10 });
    expect(byType('SRV')).toMatchObject({ content: '10 5060 sip.paid.example', priority: 5, data: { port: 5060 } });
    expect(byType('CAA')).toMatchObject({ content: '0 issue "letsencrypt.org"', data: { tag: 'issue' } });
  });

  it.each([
    ['?type=CNAME', 1],
    ['?name=HOST-007.paid.example', 1],
    ['?name.startswith=host-01', 10],
    ['?name.contains=ost-1&per_page=500', 100],
    ['?content.exact=192.0.2.7', 1],
    ['?comment.contains=front', 1],
    ['?comment.absent&per_page=500', 234],
    ['?tag.present=owner', 1],
    ['?tag.exact=owner:mail', 1],
    ['?proxied=true', 1],
    ['?type=MX&name.startswith=host-00&match=any', 11],
    ['?search=sip', 1],
  ])('%s', async (query, count) => {
    const found = await list(query);
    expect(found.result_info?.total_count).toBe(count);
  });

  it('are ordered when asked to be', async () => {
    const falling = await rows('?order=name&direction=desc&per_page=5&type=A');
    expect(falling.map(({ name }) => name)).toEqual(
      ['229', '228', '227', '226', '225'].map((n) => `host-${n}.paid.example`),
    );
    expect((await rows('?order=ttl&per_page=1&type=A'))[0]?.ttl).toBe(60);
    expect((await list('?order=id')).success).toBe(false);
  });
});
