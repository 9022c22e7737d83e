import { describe, expect, it } from 'vitest';
import { recordSet, zone } from '../../sync/engine/scripted-system.ts';
import { told } from './plan-world.ts';
import { twoZones } from './two-zones.ts';

const world = twoZones();
const { id, plan, refusal } = world;
const draft = async (action: string, params: Record<string, unknown>) => told(await plan(action, params));
const nobody = '00000000-0000-7000-8000-000000000000';

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
