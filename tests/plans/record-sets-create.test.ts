import { beforeEach, describe, expect, it } from 'vitest';
import { recordSet, zone } from '../../sync/engine/scripted-system.ts';
import { cloudflareSet, cloudflareZone, told } from './plan-world.ts';
import { twoZones } from './two-zones.ts';

const world = twoZones();
const { id, plan, refusal } = world;
const draft = async (action: string, params: Record<string, unknown>) => told(await plan(action, params));
const nobody = '00000000-0000-7000-8000-000000000000';
let zoneId: string;
let corpId: string;

beforeEach(async () => {
  [zoneId, corpId] = [await id('zones', 'shop.example'), await id('zones', 'corp.example')];
});

const made = async (params: Record<string, unknown>) => (await draft('dns.create', params)).changes[0];

describe('creating a record set', () => {
  it('is a plan of one step, with what the provider gives new ones', async () => {
    const params = { zoneId, name: 'API.shop.example.', type: 'A', contents: ['192.0.2.1'] };
    expect(await draft('dns.create', params)).toEqual({
      title: 'Create api.shop.example A',
      button: 'Create api.shop.example A',
      steps: ['dns.write-record-sets cloudflare shop.example'],
      changes: ['create api.shop.example A: values – → 192.0.2.1; ttl – → automatic; proxied – → false'],
      candidates: [],
      checks: ['one-cluster passed'],
      probes: [],
      warnings: [],
      offers: [],
      objects: ['zones shop.example'],
    });
    expect(await world.digest('dns.create', params)).toBe(await world.digest('dns.create', params));
    expect(await made({ zoneId: corpId, name: 'api', type: 'A', contents: ['192.0.2.1'] })).toBe(
      'create api.corp.example A: values – → 192.0.2.1; ttl – → 300 s',
    );
  });

  it.each([
    ['@', 'shop.example'],
    ['a.b', 'a.b.shop.example'],
    ['*.x', '*.x.shop.example'],
    ['_dmarc', '_dmarc.shop.example'],
    ['müller', 'xn--mller-kva.shop.example'],
    ['shop.example.evil', 'shop.example.evil.shop.example'],
  ])('named %s makes %s', async (name, whole) => {
    expect(await made({ zoneId, name, type: 'AAAA', contents: ['2001:DB8::0:1'] })).toMatch(
      `create ${whole} AAAA: values – → 2001:db8::1;`,
    );
  });

  it('takes TTL, proxying and comment as the provider has them', async () => {
    const with_ = (more: Record<string, unknown>) =>
      made({ zoneId, name: 'n', type: 'A', contents: ['192.0.2.1'], ...more });
    expect(await with_({ ttl: 60, comment: 'why' })).toContain('ttl – → 60 s; proxied – → false; comment – → why');
    // Cloudflare's 1 is its automatic one; what is proxied has no other.
    expect(await with_({ ttl: 1 })).toContain('ttl – → automatic');
    expect(await with_({ ttl: 600, proxied: true })).toContain('ttl – → automatic; proxied – → true');
    expect(await with_({ comment: '' })).not.toContain('comment');
    expect(await made({ zoneId: corpId, name: 'n', type: 'A', contents: ['192.0.2.1'], proxied: false })).not.toContain(
      'proxied',
    );
  });

  it('says what is wrong with a value, a name or a limit', async () => {
    const cases: [Record<string, unknown>, number, string | RegExp][] = [
      [{ contents: ['192.0.2.256'] }, 400, 'params.contents: 192.0.2.256: not an IPv4 address'],
      [{ type: 'AAAA', contents: ['192.0.2.1'] }, 400, 'params.contents: 192.0.2.1: not an IPv6 address'],
      [{ type: 'MX', contents: ['mail.shop.example'] }, 400, /^params\.contents: .*a preference and a name/],
      [{ type: 'SRV', contents: ['1 2 x'] }, 400, /^params\.contents: .*priority, weight, port and name/],
      [{ type: 'CAA', contents: ['letsencrypt.org'] }, 400, /^params\.contents: .*flags, tag and value/],
      [{ type: 'CNAME', contents: ['a..b'] }, 400, /^params\.contents: a\.\.b: .*empty label/],
      [{ type: 'CNAME', contents: ['a.test', 'b.test'] }, 400, 'params.contents: a CNAME has one value'],
      [{ contents: [] }, 400, /^params\.contents: /],
      [{ type: 'a' }, 400, /^params\.type: a type such as A, CNAME, TXT/],
      [{ name: 'a..b' }, 400, /^params\.name: /],
      [{ name: 'www.other.test.' }, 400, 'params.name: www.other.test is not in the zone shop.example'],
      [{ ttl: 5 }, 409, /a TTL has 60 to 86400 seconds/],
      [{ type: 'TXT', contents: ['"x"'], proxied: true }, 409, /only A, AAAA, CNAME can be proxied/],
      [{ zoneId: corpId, proxied: true }, 409, /PowerDNS/],
      [{ zoneId: corpId, ttl: null }, 409, /PowerDNS has no automatic TTL/],
      [{ zoneId: nobody }, 404, 'params.zoneId: there is no such zone'],
    ];
    for (const [more, status, says] of cases) {
      const refused = await refusal('dns.create', { zoneId, name: 'n', type: 'A', contents: ['192.0.2.1'], ...more });
      expect(refused, JSON.stringify(more)).toEqual({
        status,
        says: typeof says === 'string' ? says : (expect.stringMatching(says) as string),
      });
    }
  });

  it('is refused where the name has such a set, or an alias would not stand alone', async () => {
    const says = async (params: Record<string, unknown>) => (await refusal('dns.create', params)).says;
    const alias = { type: 'CNAME', contents: ['x.test'] };
    expect(await says({ zoneId, name: 'www', type: 'A', contents: ['192.0.2.9'] })).toBe(
      'www.shop.example A is there already: edit it',
    );
    expect(await says({ zoneId, name: 'www', ...alias })).toBe('www.shop.example has a A: a CNAME stands alone');
    expect(await says({ zoneId, name: 'go', type: 'A', contents: ['192.0.2.9'] })).toBe(
      'go.shop.example has a CNAME: a CNAME stands alone',
    );
    expect(await says({ zoneId: corpId, name: 'text', ...alias })).toBe(
      'text.corp.example has a TXT: a CNAME stands alone',
    );
    // Cloudflare answers for an alias itself, and lets mail stand beside it.
    expect(await made({ zoneId, name: '@', ...alias })).toContain('create shop.example CNAME');
  });

  it('warns of what others answer for: below a delegation, below a zone of its own, and what a new delegation hides', async () => {
    const corp = await world.dns('pdns-2', 'powerdns', 'write-all');
    await world.pullInto(corp, {
      zones: [zone('big.example'), zone('own.big.example')],
      record_sets: [
        recordSet('big.example', 'sub.big.example', ['ns.else.test'], { type: 'NS' }),
        recordSet('big.example', 'a.new_1.big.example', ['192.0.2.1']),
        recordSet('big.example', 'new_1.big.example', ['192.0.2.1']),
        recordSet('big.example', 'a.newx1.big.example', ['192.0.2.1']),
        recordSet('own.big.example', 'own.big.example', ['ns.else.test'], { type: 'NS' }),
      ],
    });
    const big = await id('zones', 'big.example');
    const warned = async (name: string, type = 'A', contents = ['192.0.2.1']) =>
      (await draft('dns.create', { zoneId: big, name, type, contents })).warnings;
    const unasked = (name: string) => `resolvers do not ask big.example for ${name}, but for addresses of name servers`;
    for (const name of ['sub.big.example', 'www.sub.big.example', 'a.b.sub.big.example'])
      expect(await warned(name)).toEqual([
        `sub.big.example is delegated by its NS set: ${unasked(name)} [sub.big.example]`,
      ]);
    expect(await warned('www.own')).toEqual([
      `own.big.example is a zone of its own: ${unasked('www.own.big.example')} [own.big.example]`,
    ]);
    expect(await warned('new_1', 'NS', ['ns.else.test'])).toEqual([
      'From then on resolvers ask those name servers for new_1.big.example and all below it, and not big.example, which has sets there [a.new_1.big.example A, new_1.big.example A]',
    ]);
    for (const [name, type] of [
      ['xsub', 'A'],
      ['www', 'A'],
      ['@', 'TXT'],
      ['fresh', 'NS'],
    ] as const)
      expect(await warned(name, type, type === 'NS' ? ['ns.else.test'] : type === 'TXT' ? ['"x"'] : undefined)).toEqual(
        [],
      );
  });

  it('is of the cluster that the rules put its name in, and is not made past those who see that one', async () => {
    const rules = (name: string, to: object[]) =>
      world.db.worker.query('UPDATE clusters SET rules = $2 WHERE name = $1', [name, JSON.stringify(to)]);
    await rules('eu', [{ region: 'eu' }, { kind: 'zones', zone: '*.example' }]);
    await world.cluster('us', [{ name: 'us-*.shop.example' }]);
    const cf = { id: '', name: 'cf' };
    const { rows } = await world.db.worker.query<{ id: string }>(`SELECT id FROM sources WHERE name = 'cf'`);
    await world.pullInto(
      { ...cf, id: rows[0]!.id },
      {
        zones: [cloudflareZone('shop.example', 'free')],
        record_sets: [cloudflareSet('shop.example', 'us-1.shop.example', ['192.0.2.66'])],
      },
    );
    const params = { zoneId, name: 'us-2', type: 'A', contents: ['192.0.2.1'] };
    const [eu, both] = [await world.principal('operator', ['eu']), await world.principal('operator', ['eu', 'us'])];
    expect(await plan('dns.create', params, both)).toMatchObject({
      clusterIds: [await world.clusterId('us')],
      alsoIn: [await world.clusterId('eu')],
    });
    expect((await plan('dns.create', { ...params, name: 'new' }, eu)).clusterIds).toEqual([
      await world.clusterId('eu'),
    ]);
    expect((await refusal('dns.create', params, eu)).says).toMatch(/^us-2\.shop\.example would be in another cluster/);
    // Of what is there and not seen, neither its values nor a place beside it are to be had.
    expect((await refusal('dns.create', { ...params, name: 'us-1' }, both)).says).toBe(
      'us-1.shop.example A is there already: edit it',
    );
    expect((await refusal('dns.create', { ...params, name: 'us-1' }, eu)).says).not.toContain('192.0.2.66');
    await world.db.worker.query(`UPDATE record_sets SET cluster_id = NULL WHERE name = 'us-1.shop.example'`);
    await rules('us', []);
    const alias = { ...params, name: 'us-1', type: 'CNAME', contents: ['x.test'] };
    expect((await refusal('dns.create', alias, eu)).says).toBe('us-1.shop.example has a A: a CNAME stands alone');
  });

  it('is refused where nothing may be written, and needs no adoption', async () => {
    const params = { zoneId, name: 'n', type: 'A', contents: ['192.0.2.1'] };
    await world.db.worker.query(`UPDATE sources SET mode = 'write-adopted' WHERE name = 'cf'`);
    expect(await made(params)).toContain('create n.shop.example A');
    await world.db.worker.query(`UPDATE sources SET mode = 'read' WHERE name = 'cf'`);
    expect(await refusal('dns.create', params)).toEqual({
      status: 409,
      says: 'the source cf is read-only: set its write mode first',
    });
  });
});
