import { describe, expect, it } from 'vitest';
import type { AnyObject, ListPage } from '../../contract/api/list.ts';
import { errorsOf, panelCalls } from './panel-calls.ts';

const calls = panelCalls();
const { post, lastAudit } = calls;

describe('an estate', () => {
  const estate = {
    clusters: [
      { name: 'file-a', watchedBy: 'file-b', rules: [{ tag: { value: 'a', key: 'cluster' }, account: '1' }] },
      { name: 'file-b' },
    ],
    sources: [
      { name: 'file-dns', system: 'powerdns', settings: { url: 'http://10.0.0.9:8081', apiKey: 'file secret' } },
    ],
  };
  type Diff = {
    applied: boolean;
    items: {
      name: string;
      act: string;
      changes: { field: string; before: unknown; after: unknown; secret?: boolean }[];
    }[];
  };
  const apply = (body: unknown, dryRun = false) => post<Diff>('/estate', { estate: body, dryRun });
  const acts = (diff: Diff) => diff.items.map(({ name, act }) => [name, act]);

  it('is shown first, applied, and then the same', async () => {
    const shown = await apply(estate, true);
    expect(shown.body.applied).toBe(false);
    expect(acts(shown.body)).toEqual([
      ['file-a', 'create'],
      ['file-b', 'create'],
      ['file-dns', 'create'],
    ]);
    expect(shown.text).not.toContain('file secret');
    expect(shown.body.items[2]!.changes).toContainEqual({
      field: 'settings.apiKey',
      before: null,
      after: 'set',
      secret: true,
    });
    expect((await calls.server.call<ListPage>('/clusters?q=file-')).body.total).toBe(0);
    expect(acts((await apply(estate)).body)).toEqual(acts(shown.body));
    const again = await apply(estate);
    expect(again.body.items.map(({ act, changes }) => [act, changes])).toEqual([
      ['same', []],
      ['same', []],
      ['same', []],
    ]);
    const { items } = (await calls.server.call<ListPage<AnyObject>>('/clusters?q=file-')).body;
    expect(items[0]!.watchedBy).toBe(items[1]!.id);
  });

  it('changes what differs, of secrets says only that', async () => {
    const changed = structuredClone(estate);
    changed.sources[0]!.settings.apiKey = 'another secret';
    changed.clusters[1] = { name: 'file-b', region: 'eu-west-1' } as never;
    const diff = (await apply(changed, true)).body;
    expect(acts(diff)).toEqual([
      ['file-a', 'same'],
      ['file-b', 'change'],
      ['file-dns', 'change'],
    ]);
    expect(diff.items[1]!.changes).toEqual([{ field: 'region', before: null, after: 'eu-west-1' }]);
    expect(diff.items[2]!.changes).toEqual([
      { field: 'settings.apiKey', before: 'set', after: 'changed', secret: true },
    ]);
    await apply(changed);
    expect(await lastAudit()).toMatchObject({
      before: { 'settings.apiKey': expect.stringMatching(/^hmac-sha256:/) as string },
      after: { 'settings.apiKey': expect.stringMatching(/^hmac-sha256:/) as string },
    });
    expect(acts((await apply(changed)).body).map(([, act]) => act)).toEqual(['same', 'same', 'same']);
  });

  it('leaves alone what it leaves out; only what is new gets defaults', async () => {
    const settings = { url: 'http://10.0.0.7:8081', apiKey: 'a secret', zones: ['example.org'], serverId: 'second' };
    const full = {
      clusters: [
        { name: 'left-watcher' },
        {
          name: 'left-cluster',
          region: 'eu-west-1',
          timeZone: 'Europe/Berlin',
          stage: 'staging',
          currentLoadBalancer: 'front',
          standbyLoadBalancer: 'spare',
          watchedBy: 'left-watcher',
          rules: [{ account: '1' }],
        },
      ],
      sources: [
        { name: 'left-dns', system: 'powerdns', mode: 'write-adopted', enabled: false, intervalSeconds: 77, settings },
      ],
    };
    await apply(full);
    const both = async () => [
      (await calls.server.call<ListPage<AnyObject>>('/clusters?q=left-cluster')).body.items[0]!,
      (await calls.server.call<ListPage<AnyObject>>('/sources?q=left-dns')).body.items[0]!,
    ];
    const before = await both();
    expect(before).toMatchObject([
      { stage: 'staging', timeZone: 'Europe/Berlin' },
      { mode: 'write-adopted', enabled: false, intervalSeconds: 77, settings: { serverId: 'second' } },
    ]);

    const short = { clusters: [{ name: 'left-cluster' }], sources: [{ name: 'left-dns' }] };
    expect(acts((await apply(short)).body).map(([, act]) => act)).toEqual(['same', 'same']);
    expect(await both()).toEqual(before);

    const some = {
      clusters: [{ name: 'left-cluster', region: null }],
      sources: [{ name: 'left-dns', settings: { zones: null, serverId: 'third' } }],
    };
    expect((await apply(some)).body.items.map(({ changes }) => changes)).toEqual([
      [{ field: 'region', before: 'eu-west-1', after: null }],
      [
        { field: 'settings.zones', before: ['example.org'], after: null },
        { field: 'settings.serverId', before: 'second', after: 'third' },
      ],
    ]);
    const [cluster, source] = await both();
    expect(cluster).toEqual({ ...before[0], region: null, changedAt: cluster!.changedAt });
    expect(source).toEqual({
      ...before[1],
      settings: { url: settings.url, apiKeySet: true, serverId: 'third' },
      changedAt: source!.changedAt,
    });
    expect(errorsOf((await apply({ sources: [{ name: 'nowhere' }] })).body)).toHaveProperty(['sources.0.system']);
  });

  it('lets no more be written in a source that is there: that is a plan', async () => {
    const settings = { url: 'http://10.0.0.8:8081', apiKey: 'a secret' };
    const file = (mode: string, ...clusters: object[]) => ({
      clusters,
      sources: [{ name: 'mode-dns', system: 'powerdns', settings, mode }],
    });
    await apply(file('write-adopted'));
    const mode = async () =>
      (await calls.server.call<ListPage<AnyObject>>('/sources?q=mode-dns')).body.items[0]!['mode'];
    for (const dryRun of [true, false]) {
      const { status, body } = await apply(file('write-all', { name: 'mode-cluster' }), dryRun);
      expect(status).toBe(409);
      expect(errorsOf(body)).toEqual({ 'sources.0.mode': expect.stringContaining('source.set-mode') as string });
    }
    expect(await mode()).toBe('write-adopted');
    expect((await calls.server.call<ListPage>('/clusters?q=mode-cluster')).body.total).toBe(0);
    expect((await apply(file('read'))).body.items[0]).toMatchObject({
      changes: [{ field: 'mode', before: 'write-adopted', after: 'read' }],
    });
    expect(await mode()).toBe('read');
  });

  it('is applied whole or not at all, and says where it is wrong', async () => {
    const broken = {
      clusters: [{ name: 'file-c' }],
      sources: [{ name: 'bad', system: 'powerdns', settings: { url: 'http://x' } }],
    };
    const answer = await apply(broken);
    expect(answer.status).toBe(400);
    expect(errorsOf(answer.body)).toHaveProperty(['sources.0.settings.apiKey']);
    expect((await calls.server.call<ListPage>('/clusters?q=file-c')).body.total).toBe(0);
    expect(errorsOf((await apply({ clusters: [{ name: 'a', watchedBy: 'nobody' }] })).body)).toHaveProperty([
      'clusters.0.watchedBy',
    ]);
    expect(errorsOf((await apply({ clusters: [{ name: 'a' }, { name: 'A' }] })).body)).toHaveProperty([
      'clusters.1.name',
    ]);
  });
});
