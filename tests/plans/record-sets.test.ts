import { beforeEach, describe, expect, it } from 'vitest';
import { instance, recordSet, zone } from '../../sync/engine/scripted-system.ts';
import { cloudflareSet, cloudflareZone, planWorld, told } from './plan-world.ts';

const world = planWorld();
const { id, plan, refusal } = world;
const draft = async (action: string, params: Record<string, unknown>) => told(await plan(action, params));
const nobody = '00000000-0000-7000-8000-000000000000';
let zoneId: string;
let corpId: string;

beforeEach(async () => {
  await world.cluster('eu', [{ region: 'eu' }, { zone: '*.example' }]);
  await world.pull({
    instances: [
      instance('i-1', { publicAddresses: ['192.0.2.1'], publicName: 'i-1.cloud.test' }),
      instance('i-2', { publicAddresses: ['192.0.2.2'] }),
    ],
  });
  await world.pullInto(await world.dns('cf', 'cloudflare', 'write-all'), {
    zones: [cloudflareZone('shop.example', 'free')],
    record_sets: [
      cloudflareSet('shop.example', 'www.shop.example', ['192.0.2.1'], { comment: 'of the shop' }),
      cloudflareSet('shop.example', 'go.shop.example', ['www.shop.example'], { type: 'CNAME' }),
      cloudflareSet('shop.example', 'shop.example', ['10 mail.shop.example'], { type: 'MX' }),
      cloudflareSet('shop.example', 'edge.shop.example', ['192.0.2.2'], { proxied: true, ttl: null }),
      cloudflareSet('shop.example', 'auto.shop.example', ['192.0.2.2'], { ttl: null }),
    ],
  });
  await world.pullInto(await world.dns('pdns', 'powerdns', 'write-all'), {
    zones: [zone('corp.example')],
    record_sets: [
      recordSet('corp.example', 'www.corp.example', ['192.0.2.1', '192.0.2.2'], {
        values: [
          { content: '192.0.2.1', ref: null },
          { content: '192.0.2.2', ref: null, disabled: true },
        ],
      }),
      recordSet('corp.example', 'text.corp.example', ['"a"'], { type: 'TXT' }),
    ],
  });
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

describe('editing a record set', () => {
  const edited = async (name: string, params: Record<string, unknown>) =>
    draft('dns.edit', { recordSetId: await id('record_sets', name), ...params });

  it('changes what was said and nothing else; values that stay keep their own ids', async () => {
    const whole = await plan('dns.edit', {
      recordSetId: await id('record_sets', 'www.shop.example'),
      contents: ['192.0.2.2', '192.0.2.1', '192.0.2.2'],
    });
    expect(told(whole)).toEqual({
      title: 'Edit www.shop.example A',
      button: 'Edit www.shop.example A',
      steps: ['dns.write-record-sets cloudflare shop.example'],
      changes: ['www.shop.example A: values 192.0.2.1 → 192.0.2.2, 192.0.2.1'],
      candidates: [],
      checks: ['zone-share passed', 'one-cluster passed'],
      probes: [],
      warnings: [],
      offers: [],
      objects: ['record_sets www.shop.example A'],
    });
    expect(whole.steps[0]).toMatchObject({
      sets: [
        {
          after: {
            comment: 'of the shop',
            values: [
              { content: '192.0.2.2', ref: null },
              { content: '192.0.2.1', ref: 'www.shop.example-A-0' },
            ],
          },
        },
      ],
    });
    expect((await edited('www.shop.example', { ttl: 120 })).changes).toEqual(['www.shop.example A: ttl 300 s → 120 s']);
    expect((await edited('www.shop.example', { comment: null })).changes).toEqual([
      'www.shop.example A: comment of the shop → –',
    ]);
    expect((await edited('www.shop.example', { proxied: true })).changes).toEqual([
      'www.shop.example A: ttl 300 s → automatic; proxied false → true',
    ]);
    expect((await edited('edge.shop.example', { proxied: false, ttl: 60 })).changes).toEqual([
      'edge.shop.example A: ttl automatic → 60 s; proxied true → false',
    ]);
  });

  it('leaves disabled values as they are', async () => {
    expect((await edited('www.corp.example', { contents: ['192.0.2.7'] })).changes).toEqual([
      'www.corp.example A: values 192.0.2.1 → 192.0.2.7',
    ]);
  });

  it('makes a disabled value that is wanted one that is served', async () => {
    expect((await edited('www.corp.example', { contents: ['192.0.2.2'] })).changes).toEqual([
      'www.corp.example A: values 192.0.2.1 → 192.0.2.2; disabled 192.0.2.2 → –',
    ]);
  });

  it('to what it is already changes nothing, and says so', async () => {
    for (const params of [{ ttl: 300 }, { contents: ['192.0.2.1'] }, { proxied: false }, { comment: 'of the shop' }]) {
      const { steps, checks } = await edited('www.shop.example', params);
      expect(steps).toEqual([]);
      expect(checks[0]).toBe('something-to-do failed: none of it can or has to be changed');
    }
    expect((await edited('www.corp.example', { proxied: false })).steps).toEqual([]);
  });

  it('tells when a name would no longer lead to anything that is known here', async () => {
    const warned = async (name: string, contents: string[]) => (await edited(name, { contents })).warnings;
    expect(await warned('www.shop.example', ['203.0.113.1'])).toEqual([
      'None of its new values is an address or a name of anything known here: 203.0.113.1',
    ]);
    expect(await warned('www.shop.example', ['203.0.113.1', '192.0.2.2'])).toEqual([]);
    expect(await warned('go.shop.example', ['elsewhere.test'])).toHaveLength(1);
    expect(await warned('go.shop.example', ['I-1.cloud.test.'])).toEqual([]);
    expect(await warned('text.corp.example', ['"b"'])).toEqual([]);
  });

  it('is refused with the parameter that is why', async () => {
    const recordSetId = await id('record_sets', 'www.shop.example');
    expect(await refusal('dns.edit', { recordSetId: nobody, ttl: 60 })).toEqual({
      status: 404,
      says: 'params.recordSetId: there is no such record set',
    });
    expect(await refusal('dns.edit', { recordSetId, contents: ['x'] })).toEqual({
      status: 400,
      says: 'params.contents: x: not an IPv4 address',
    });
    expect(await refusal('dns.edit', { recordSetId })).toEqual({
      status: 400,
      says: 'params.contents: give what is to change: contents, ttl, proxied or comment',
    });
    expect(await refusal('dns.edit', { recordSetId, ttl: 5 })).toMatchObject({ status: 409 });
    await world.db.worker.query(`UPDATE sources SET mode = 'write-adopted' WHERE name = 'cf'`);
    expect(await refusal('dns.edit', { recordSetId, ttl: 60 })).toEqual({
      status: 409,
      says: 'it is not adopted, and cf writes only what is',
    });
  });
});

describe('many record sets at once', () => {
  const ids = async (...names: string[]) => Promise.all(names.map((name) => id('record_sets', name)));

  it('are deleted, and names that lead to them are told', async () => {
    const recordSetIds = await ids('www.shop.example', 'www.corp.example');
    const all = await draft('dns.delete', { recordSetIds });
    expect(all).toEqual({
      title: 'Delete 2 record sets',
      button: 'Delete 2 record sets',
      steps: ['dns.write-record-sets cloudflare shop.example', 'dns.write-record-sets powerdns corp.example'],
      changes: [
        'delete www.shop.example A: values 192.0.2.1 → –; ttl 300 s → –; proxied false → –; comment of the shop → –',
        'delete www.corp.example A: values 192.0.2.1 → –; disabled 192.0.2.2 → –; ttl 300 s → –',
      ],
      candidates: ['✓ www.shop.example A: 192.0.2.1 · TTL 300 s', '✓ www.corp.example A: 192.0.2.1 · TTL 300 s'],
      checks: ['zone-share passed', 'one-cluster passed'],
      probes: [],
      warnings: ['1 record set would point at a name that is gone [go.shop.example CNAME]'],
      offers: [],
      objects: ['record_sets www.shop.example A', 'record_sets www.corp.example A'],
    });
    const together = await ids('www.shop.example', 'go.shop.example');
    expect((await draft('dns.delete', { recordSetIds: together })).warnings).toEqual([]);
    expect((await draft('dns.delete', { recordSetIds: together.slice(0, 1) })).title).toBe('Delete www.shop.example A');
  });

  it('of the zone itself stay: without its SOA and NS it is none, and no CNAME is made there', async () => {
    await world.pullInto(await world.dns('own', 'powerdns', 'write-all'), {
      zones: [zone('own.example')],
      record_sets: [
        recordSet('own.example', 'own.example', ['ns1.own.example host.own.example 1 2 3 4 5'], { type: 'SOA' }),
        recordSet('own.example', 'own.example', ['ns1.own.example'], { type: 'NS' }),
        recordSet('own.example', 'child.own.example', ['ns1.own.example'], { type: 'NS' }),
      ],
    });
    const { rows } = await world.db.worker.query<{ id: string }>(
      `SELECT id FROM record_sets WHERE zone = 'own.example' AND gone_at IS NULL`,
    );
    const all = await draft('dns.delete', { recordSetIds: rows.map((row) => row.id) });
    expect(all.changes).toEqual([expect.stringContaining('delete child.own.example NS')]);
    expect(all.candidates.filter((line) => line.startsWith('–'))).toEqual([
      expect.stringContaining('(without its NS own.example is no zone: edit it)'),
      expect.stringContaining('(without its SOA own.example is no zone: edit it)'),
    ]);
    // Also where who plans sees neither of them.
    await world.db.worker.query(`UPDATE record_sets SET gone_at = now() WHERE zone = 'own.example'`);
    const alias = { zoneId: await id('zones', 'own.example'), name: '@', type: 'CNAME', contents: ['x.test'] };
    expect((await refusal('dns.create', alias)).says).toMatch(/^own\.example is a zone and has a SOA and NS/);
  });

  it('have their TTLs lowered where that means something', async () => {
    const recordSetIds = await ids('www.shop.example', 'edge.shop.example', 'auto.shop.example', 'www.corp.example');
    const lowered = await draft('dns.lower-ttl', { recordSetIds });
    expect(lowered.title).toBe('Lower the TTL of 3 record sets');
    expect(lowered.changes).toEqual([
      'auto.shop.example A: ttl automatic → 60 s',
      'www.shop.example A: ttl 300 s → 60 s',
      'www.corp.example A: ttl 300 s → 60 s',
    ]);
    expect(lowered.candidates).toContain(
      '– edge.shop.example A: 192.0.2.2 · TTL automatic (it is as low already, or proxied)',
    );
    expect(lowered.warnings).toEqual(['Resolvers keep the old TTL for up to 300 s more: wait so long before you flip']);
    expect((await draft('dns.lower-ttl', { recordSetIds, ttl: 3600 })).steps).toEqual([]);
    expect((await draft('dns.lower-ttl', { recordSetIds, ttl: 30 })).candidates[1]).toBe(
      '– edge.shop.example A: 192.0.2.2 · TTL automatic (it is as low already, or proxied)',
    );
    expect((await draft('dns.lower-ttl', { recordSetIds, ttl: 30 })).candidates).toContain(
      '– www.shop.example A: 192.0.2.1 · TTL 300 s (a TTL has 60 to 86400 seconds, or is automatic)',
    );
    // Cloudflare's 1 is no second.
    expect((await draft('dns.lower-ttl', { recordSetIds: await ids('www.shop.example'), ttl: 1 })).steps).toEqual([]);
  });

  it('are adopted and let go, as far as they are not so already', async () => {
    const recordSetIds = await ids('www.shop.example', 'www.corp.example');
    await world.db.worker.query(`INSERT INTO adoptions (kind, id, adopted_by) VALUES ('record_sets', $1, 'ana')`, [
      recordSetIds[0],
    ]);
    const adopted = await draft('dns.adopt', { recordSetIds });
    expect(adopted).toMatchObject({
      title: 'Adopt 1 record set',
      steps: ['object.adopt switchyard pdns'],
      changes: ['www.corp.example A: adopted no → yes'],
      candidates: [
        '– www.shop.example A: cf, write-all (it is adopted already)',
        '✓ www.corp.example A: pdns, write-all',
      ],
    });
    expect((await draft('dns.adopt', { recordSetIds, adopt: false })).changes).toEqual([
      'www.shop.example A: adopted yes → no',
    ]);
  });

  it.each(['dns.delete', 'dns.lower-ttl', 'dns.adopt'])(
    '%s: one that is not there is refused, and so are none at all',
    async (action) => {
      const recordSetIds = [...(await ids('www.shop.example')), nobody];
      expect(await refusal(action, { recordSetIds })).toEqual({
        status: 404,
        says: 'params.recordSetIds: one of them is no record set',
      });
      expect(await refusal(action, { recordSetIds: [] })).toMatchObject({
        status: 400,
        says: expect.stringMatching(/^params\.recordSetIds: /),
      });
      expect(await refusal(action, { recordSetIds: ['x'] })).toMatchObject({
        status: 400,
        says: expect.stringMatching(/^params\.recordSetIds\.0: /),
      });
    },
  );
});
