import { describe, expect, it } from 'vitest';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { instance, makeSource, recordSet, zone } from '../../sync/engine/scripted-system.ts';
import { cloudflareSet, cloudflareZone, planWorld, told } from './plan-world.ts';

const world = planWorld();
const { id, plan, refusal } = world;
const draft = async (action: string, params: Record<string, unknown>) => told(await plan(action, params));
const nobody = '00000000-0000-7000-8000-000000000000';

async function shop() {
  const source = await world.dns('cf', 'cloudflare', 'write-all');
  await world.pullInto(source, {
    zones: [cloudflareZone('shop.example')],
    record_sets: [cloudflareSet('shop.example', 'www.shop.example', ['192.0.2.1'])],
  });
  return { source, zoneId: await id('zones', 'shop.example') };
}

describe('purging a cache', () => {
  it('is a step that cannot be taken back, in as many requests as it takes', async () => {
    const { zoneId } = await shop();
    expect(await draft('cache.purge', { zoneId, hosts: ['www.shop.example', 'SHOP.example'] })).toEqual({
      title: 'Purge the cache of shop.example: hosts www.shop.example, SHOP.example',
      button: 'Purge shop.example',
      steps: ['cache.purge cloudflare shop.example'],
      changes: ['do cache of shop.example: hosts www.shop.example, SHOP.example'],
      candidates: [],
      checks: [],
      probes: [],
      warnings: ['What is purged is fetched from the origin again: expect load there'],
      offers: [],
      objects: ['zones shop.example'],
    });
    const files = Array.from({ length: 250 }, (_, n) => `https://www.shop.example/${n}`);
    const { steps } = await plan('cache.purge', { zoneId, files });
    expect(steps.map((step) => step.type === 'cache.purge' && step.what.files?.length)).toEqual([100, 100, 50]);
    expect((await draft('cache.purge', { zoneId, everything: true })).title).toBe(
      'Purge the cache of shop.example: everything',
    );
    expect((await draft('cache.purge', { zoneId, tags: ['blue'] })).changes).toEqual([
      'do cache of shop.example: tags blue',
    ]);
  });

  it('is refused with the parameter and the value that are why', async () => {
    const { zoneId, source } = await shop();
    const one = 'params.hosts: give exactly one of hosts, prefixes, tags, files and everything';
    const cases: [Record<string, unknown>, number, string][] = [
      [{ zoneId }, 400, one],
      [{ zoneId, hosts: ['www.shop.example'], everything: true }, 400, one],
      [{ zoneId, hosts: ['www.other.test'] }, 400, 'params.hosts: www.other.test: not in the zone shop.example'],
      [{ zoneId, hosts: ['notshop.example'] }, 400, 'params.hosts: notshop.example: not in the zone shop.example'],
      [
        { zoneId, prefixes: ['https://www.shop.example/a'] },
        400,
        'params.prefixes: https://www.shop.example/a: without https://',
      ],
      [
        { zoneId, prefixes: ['www.other.test/a'] },
        400,
        'params.prefixes: www.other.test/a: not in the zone shop.example',
      ],
      [{ zoneId, files: ['www.shop.example/a'] }, 400, 'params.files: www.shop.example/a: a whole URL, with https://'],
      [{ zoneId, files: ['https://'] }, 400, 'params.files: https://: a whole URL, with https://'],
      [
        { zoneId, files: ['https://www.other.test/a'] },
        400,
        'params.files: https://www.other.test/a: not in the zone shop.example',
      ],
      [{ zoneId: nobody, everything: true }, 404, 'params.zoneId: there is no such zone'],
    ];
    for (const [params, status, says] of cases)
      expect(await refusal('cache.purge', params), JSON.stringify(params)).toEqual({ status, says });
    await world.db.worker.query(`UPDATE sources SET mode = 'read' WHERE id = $1`, [source.id]);
    expect(await refusal('cache.purge', { zoneId, everything: true })).toEqual({
      status: 409,
      says: 'the source cf is read-only: set its write mode first',
    });
    await world.pullInto(await world.dns('pdns', 'powerdns', 'write-all'), { zones: [zone('corp.example')] });
    expect(await refusal('cache.purge', { zoneId: await id('zones', 'corp.example'), everything: true })).toEqual({
      status: 409,
      says: 'powerdns keeps no cache',
    });
  });
});

describe('setting what may be written', () => {
  it('is a plan, with a warning where everything may be', async () => {
    const { source } = await shop();
    expect(await draft('source.set-mode', { sourceId: source.id, mode: 'read' })).toMatchObject({
      title: 'Set the mode of cf to read',
      button: 'Set to read',
      steps: ['source.set-mode switchyard cf'],
      changes: ['cf: mode write-all → read'],
      warnings: [],
    });
    await world.db.worker.query(`UPDATE sources SET mode = 'read' WHERE id = $1`, [source.id]);
    expect((await draft('source.set-mode', { sourceId: source.id, mode: 'write-all' })).warnings).toEqual([
      'Plans may then write everything in cf, adopted or not',
    ]);
  });

  it('is refused where it is so already, or nothing can be written', async () => {
    const { source } = await shop();
    expect(await refusal('source.set-mode', { sourceId: source.id, mode: 'write-all' })).toEqual({
      status: 409,
      says: 'the mode of cf is write-all already',
    });
    const aws = await makeSource(world.db.worker, `aws-${uuidv7()}`, 'aws');
    expect(await refusal('source.set-mode', { sourceId: aws.id, mode: 'write-all' })).toEqual({
      status: 409,
      says: 'aws cannot be written: its mode is read',
    });
    expect(await refusal('source.set-mode', { sourceId: nobody, mode: 'read' })).toEqual({
      status: 404,
      says: 'params.sourceId: there is no such source',
    });
    expect(await refusal('source.set-mode', { sourceId: source.id, mode: 'write' })).toMatchObject({
      status: 400,
      says: expect.stringMatching(/^params\.mode: /),
    });
  });
});

describe('letting go of what was held', () => {
  async function held(kind: string, ids: string[], state = 'open') {
    const heldChangeId = uuidv7();
    await world.db.worker.query(
      `INSERT INTO held_changes (id, source_id, kind, scope, reason, detail, ids, state) VALUES ($1, $2, $3, $4, 'many-gone', 'x', $5, $6)`,
      [heldChangeId, world.source.id, kind, 'eu-west-1', ids, state],
    );
    return { heldChangeId };
  }

  it('says which names would dangle, before anything goes', async () => {
    await world.pull({
      instances: [
        instance('i-1', { publicAddresses: ['192.0.2.1'] }),
        instance('i-2', { publicAddresses: ['192.0.2.2'] }),
      ],
      zones: [zone('a.example')],
      record_sets: [
        recordSet('a.example', 'both.a.example', ['192.0.2.1', '192.0.2.2']),
        recordSet('a.example', 'one.a.example', ['192.0.2.1']),
        recordSet('a.example', 'www.a.example', ['one.a.example'], { type: 'CNAME' }),
      ],
    });
    const params = await held('instances', [await id('instances', 'i-1')]);
    expect(await draft('source.release-held', params)).toEqual({
      title: 'Release 1 instances of eu-west-1',
      button: 'Let 1 rows go',
      steps: [`source.release-held switchyard ${world.source.name}`],
      changes: ['do instances of eu-west-1: 1 rows go'],
      candidates: [],
      checks: [],
      probes: [],
      warnings: ['1 record set would point at nothing of ours any more [one.a.example A]'],
      offers: [],
      objects: [`sources ${world.source.name}`],
    });
    expect((await draft('source.release-held', await held('record_sets', []))).warnings).toEqual([]);
  });

  it('counts what goes with a parent', async () => {
    await world.pull({
      zones: [zone('a.example'), zone('b.example')],
      record_sets: [
        recordSet('a.example', 'www.a.example', ['192.0.2.1']),
        recordSet('a.example', 'go.a.example', ['www.a.example'], { type: 'CNAME' }),
        recordSet('b.example', 'www.b.example', ['www.a.example'], { type: 'CNAME' }),
      ],
    });
    const { warnings } = await draft('source.release-held', await held('zones', [await id('zones', 'a.example')]));
    expect(warnings).toEqual(['1 record set would point at nothing of ours any more [www.b.example CNAME]']);
  });

  it('is refused where somebody has decided already', async () => {
    expect(await refusal('source.release-held', { heldChangeId: nobody })).toEqual({
      status: 404,
      says: 'params.heldChangeId: there is no such held change',
    });
    expect(await refusal('source.release-held', await held('instances', [], 'kept'))).toEqual({
      status: 409,
      says: 'It is kept already',
    });
  });
});
