import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../../lab/start.ts';
import { say } from '../../../lab/testing/test-lab.ts';
import { Clock } from '../../../lab/world/clock.ts';
import type { WorldInput } from '../../../lab/world/snapshot.ts';
import { World } from '../../../lab/world/world.ts';
import { cloudflare } from '../cloudflare/cloudflare.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { PulledSource } from '../system.ts';
import { type DnsOutside, DnsWriter, dnsWrites, plain, type WriteFault } from './dns-writes.ts';

const token = 'write-token-of-the-switchyard-lab-0123456789';
const account = 'a'.repeat(32);
const zone = { key: `${'0'.repeat(31)}1`, name: 'writes.example' };
const time = '2026-01-02T03:04:05.678901Z';

const estate = (plan: string, permissions: string[]) => ({
  seed: 'writes',
  cloudflare: {
    accounts: [{ id: account, name: 'Mine', createdOn: time }],
    tokens: [{ id: '1'.repeat(32), token, permissions, accountIds: [account] }],
    zones: [
      {
        id: zone.key,
        name: zone.name,
        accountId: account,
        plan,
        nameServers: ['127.0.0.1'],
        createdOn: time,
        modifiedOn: time,
        activatedOn: time,
      },
    ],
  },
});

/** A record that was made anew has others of these. */
const OF_THE_RECORD = ['id', 'created_on', 'modified_on', 'comment_modified_on', 'tags_modified_on'];

const everything = ['Account Read', 'Zone Read', 'DNS Read', 'DNS Write', 'Cache Purge'];

async function startCloudflare(plan = 'enterprise', permissions = everything): Promise<DnsOutside & { lab: Lab }> {
  const lab = await startLab({
    world: () => {
      const clock = new Clock();
      clock.freeze();
      return new World(estate(plan, permissions) as WorldInput, clock);
    },
  });
  const source: PulledSource = {
    id: '0192f000-0000-7000-8000-000000000002',
    name: 'cloudflare-test',
    settings: { baseUrl: `${lab.url}/cloudflare/client/v4` },
    secrets: { apiToken: token },
  };
  const what = {
    'after-apply': { how: 'after-apply', with: '500' },
    'after-apply-reset': { how: 'after-apply', with: 'reset' },
    '500': { how: '500', status: 502 },
    '429': { how: '429', retryAfter: 7 },
    reset: { how: 'reset' },
    cut: { how: 'cut' },
    garbage: { how: 'garbage' },
  } as const satisfies Record<WriteFault, object>;
  const records = () => [...lab.world.cloudflare.zones.get(zone.key)!.records];
  return {
    lab,
    system: cloudflare,
    source,
    zone,
    keeps: {
      types: ['A', 'AAAA', 'MX', 'TXT', 'SRV', 'CAA', 'HTTPS', 'SSHFP', 'NAPTR', 'LOC', 'URI', 'CNAME'],
      automaticTtl: true,
      proxied: true,
      tags: true,
      own: true,
      disabled: false,
      lines: false,
    },
    dump: async () =>
      records()
        .map(({ tags, ...record }) => settledRaw({ ...record, tags: tags.toSorted() }, OF_THE_RECORD))
        .toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b))),
    foreign: (name, type, contents) => say(lab, `record set ${name} ${type} ${contents.join(',')}`),
    fail: (fault) =>
      void lab.faults.add({
        service: 'cloudflare',
        operation: 'POST /zones/:id/dns_records/batch',
        times: 1,
        what: what[fault],
      }),
    heal() {
      lab.faults.heal();
      lab.refill();
    },
    writes: () => lab.requests.list().filter(({ operation }) => !operation.startsWith('GET')).length,
    stop: () => lab.stop(),
  };
}

dnsWrites('cloudflare', () => startCloudflare());

describe('cloudflare', () => {
  let outside: Awaited<ReturnType<typeof startCloudflare>>;
  let writer: DnsWriter;
  beforeAll(async () => {
    outside = await startCloudflare();
    writer = new DnsWriter(outside);
  });
  afterAll(() => outside.stop());
  const records = (name: string) =>
    [...outside.lab.world.cloudflare.zones.get(zone.key)!.records].filter((record) => record.name === name);
  const at = (label: string) => `${label}.${zone.name}`;
  const column = async (name: string, type = 'A') => [...(await writer.rows([{ name, type }])).values()][0]!;
  const make = (...posts: object[]) =>
    fetch(`${outside.lab.url}/cloudflare/client/v4/zones/${zone.key}/dns_records/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ posts }),
    });

  it('keeps records, and what each has of its own, when a set of several gets other values', async () => {
    const name = at('own');
    await make(
      {
        name,
        type: 'A',
        content: '198.51.100.1',
        ttl: 60,
        comment: 'one',
        tags: ['a:1'],
        settings: { ipv4_only: true },
      },
      { name, type: 'A', content: '198.51.100.2', ttl: 600, comment: 'two', tags: ['b:2'] },
      { name, type: 'A', content: '198.51.100.3', ttl: 600 },
    );
    const before = records(name);
    const columns = await column(name);
    expect(columns).toMatchObject({ ttl: null, comment: null, tags: ['a:1', 'b:2'] });
    const after = { ...columns, values: plain('', ['198.51.100.2', '198.51.100.9']).values };
    const step = writer.step([{ before: columns, after }]);
    const { found, left } = await writer.apply(step);
    const now = records(name);
    expect(
      now.map(({ id, content, ttl, comment, tags, settings }) => [id, content, ttl, comment, tags, settings]),
    ).toEqual([
      [before[0]!.id, '198.51.100.9', 60, 'one', ['a:1'], { ipv4_only: true }],
      [before[1]!.id, '198.51.100.2', 600, 'two', ['b:2'], {}],
    ]);
    // Changed by somebody in one record only: the columns would not tell, what was left behind does.
    await outside.lab.world.cloudflare.zones.get(zone.key)!.records.set({ ...now[0]!, ttl: 120 });
    const undo = writer.invert(step, found, left)!;
    expect(writer.classify(undo, (await writer.read(undo)).image)).toEqual({
      is: 'other',
      foreign: [`${name} A 198.51.100.9 has TTL 120 s, not TTL 60 s`],
    });
    await outside.lab.world.cloudflare.zones.get(zone.key)!.records.set(now[0]!);
    await writer.apply(undo);
    const restored = records(name);
    expect(
      restored.map(({ content, ttl, comment, tags, settings }) => [content, ttl, comment, tags, settings]),
    ).toEqual(before.map(({ content, ttl, comment, tags, settings }) => [content, ttl, comment, tags, settings]));
    expect(restored.slice(0, 2).map(({ id }) => id)).toEqual(before.slice(0, 2).map(({ id }) => id));
  });

  it('gives every record what the plan changes, and leaves the rest to each', async () => {
    const name = at('ttl');
    await make(
      { name, type: 'A', content: '198.51.100.1', ttl: 3600, comment: 'one' },
      { name, type: 'A', content: '198.51.100.2', ttl: 1, comment: 'two' },
    );
    const columns = await column(name);
    const step = writer.step([{ before: columns, after: { ...columns, ttl: 60 } }]);
    const { image } = await writer.read(step);
    expect(writer.classify(step, image).is).toBe('before');
    await writer.write(step, image);
    expect(records(name).map(({ ttl, comment }) => [ttl, comment])).toEqual([
      [60, 'one'],
      [60, 'two'],
    ]);
    expect(writer.classify(step, (await writer.read(step)).image).is).toBe('after');
    // Two that differ are what the plan found, as far as its columns tell: it is not done.
    await outside.lab.world.cloudflare.zones.get(zone.key)!.records.set({ ...records(name)[0]!, ttl: 300 });
    expect(writer.classify(step, (await writer.read(step)).image).is).toBe('before');
  });

  it.each([
    [{ ttl: 120 }, 'has TTL 120 s, not TTL 300 s'],
    [{ comment: 'new' }, 'has the comment "new", not no comment'],
    [{ tags: ['x:1'] }, 'has the tags x:1, not no tags'],
    [{ proxied: true, ttl: 1 }, 'has automatic TTL, not TTL 300 s; is proxied, not not proxied'],
  ])('sees that somebody has changed %j', async (change, said) => {
    const name = at(`seen-${Object.keys(change).join('-')}`);
    await make({ name, type: 'A', content: '198.51.100.1', ttl: 300 });
    const columns = await column(name);
    const step = writer.step([{ before: columns, after: { ...columns, values: plain('', ['198.51.100.2']).values } }]);
    await outside.lab.world.cloudflare.zones.get(zone.key)!.records.set({ ...records(name)[0]!, ...change });
    const verdict = writer.classify(step, (await writer.read(step)).image);
    expect(verdict).toEqual({ is: 'other', foreign: [`${name} A ${said}`] });
  });

  it('says in a patch only what differs, in one batch whatever is asked', async () => {
    const name = at('one-batch');
    await make(
      { name, type: 'A', content: '198.51.100.1', ttl: 300, comment: 'kept' },
      { name, type: 'A', content: '198.51.100.2', ttl: 300, comment: 'kept' },
      { name: at('mail'), type: 'MX', content: 'mail.example.net', priority: 10, ttl: 300 },
      { name: at('gone'), type: 'A', content: '198.51.100.9', ttl: 300 },
    );
    const sets = ['one-batch', 'mail', 'gone'].map((label) => ({
      name: at(label),
      type: label === 'mail' ? 'MX' : 'A',
    }));
    const columns = await writer.rows(sets);
    const [a, mail, gone] = sets.map((set) => columns.get(`${set.name} ${set.type}`)!);
    const step = writer.step([
      { before: a!, after: { ...a!, values: plain('', ['198.51.100.3', '198.51.100.4', '198.51.100.5']).values } },
      { before: mail!, after: { ...mail!, values: plain('', ['20 mail.example.net']).values } },
      { before: gone!, after: null },
      {
        before: null,
        after: plain(at('gone'), ['elsewhere.example.net'], { type: 'CNAME', ttl: null, proxied: true }),
      },
    ]);
    const { image } = await writer.read(step);
    const sent: string[] = [];
    const listening = outside.lab.world.onChange(() => sent.push('changed'));
    expect(await writer.write(step, image)).toBe('1 record deleted, 3 changed, 2 created');
    listening();
    expect(sent).toEqual(['changed']);
    expect(records(at('mail'))).toMatchObject([{ content: 'mail.example.net', priority: 20 }]);
    expect(records(at('gone'))).toMatchObject([{ type: 'CNAME', proxied: true, ttl: 1 }]);
    expect(records(name).map(({ content, comment, ttl }) => [content, comment, ttl])).toEqual(
      ['198.51.100.3', '198.51.100.4', '198.51.100.5'].map((content) => [content, 'kept', 300]),
    );
  });

  it('finds values that changed places, and never makes two of one', async () => {
    const name = at('swap');
    await make(
      { name, type: 'A', content: '198.51.100.1', ttl: 300 },
      { name, type: 'A', content: '198.51.100.2', ttl: 300 },
    );
    const columns = await column(name);
    const [one, two] = columns.values as [{ content: string; ref: string }, { content: string; ref: string }];
    // As whoever plans may write it: each record with the other's value, and one that takes the place of another.
    const swapped = {
      ...columns,
      values: [
        { ...one, content: two.content },
        { ...two, content: one.content },
      ],
    };
    const same = writer.step([{ before: columns, after: swapped }]);
    expect(await writer.write(same, (await writer.read(same)).image)).toBe('nothing to write');
    const chained = {
      ...columns,
      values: [
        { ...one, content: two.content },
        { ...two, content: '198.51.100.3' },
      ],
    };
    await writer.apply(writer.step([{ before: columns, after: chained }]));
    expect(
      records(name)
        .map(({ content }) => content)
        .toSorted(),
    ).toEqual(['198.51.100.2', '198.51.100.3']);
  });

  it('is not done when the answer says 200 and no success', async () => {
    const name = at('no-success');
    const outgoing = {
      request: async () => ({ status: 200, headers: {}, body: '{"success":false,"errors":[],"result":null}' }),
      close: async () => undefined,
    };
    const step = writer.step([{ before: null, after: plain(name, ['198.51.100.1']) }]);
    const tools = {
      outgoing,
      policy: { permits: () => ({ ok: true as const }) },
      turn: async () => undefined,
      remaining: () => undefined,
      signal: new AbortController().signal,
    };
    await expect(writer.writing.write(step, { sets: [null] }, outside.source, tools)).rejects.toMatchObject({
      name: 'SystemError',
      type: 'malformed',
    });
  });

  it('sees no set where a record cannot be read', async () => {
    const name = at('unreadable');
    await make({ name, type: 'A', content: '198.51.100.1', ttl: 300 });
    outside.lab.faults.add({ service: 'cloudflare', times: 1, what: { how: 'malformed' } });
    const step = writer.step([{ before: plain(name, ['198.51.100.1']), after: null }]);
    await expect(writer.read(step)).rejects.toMatchObject({ type: 'malformed' });
  });

  it('reads a few names, or the whole zone, whichever is fewer requests', async () => {
    const large = await startCloudflare();
    try {
      const records = large.lab.world.cloudflare.zones.get(zone.key)!.records;
      const reader = new DnsWriter(large);
      await reader.apply(reader.step([{ before: null, after: plain(at('model'), ['198.51.100.1']) }]));
      const [made] = records;
      for (let number = 1; number <= 31_000; number += 1)
        records.set({ ...made!, id: number.toString(16).padStart(32, '0'), name: at(`r${number}`) });
      const requests = async (count: number) => {
        large.lab.requests.clear();
        const names = Array.from({ length: count }, (_, number) => at(`r${(number + 1) * 50}`));
        const step = reader.step(names.map((name) => ({ before: plain(name, ['198.51.100.1']), after: null })));
        const { image } = await reader.read(step);
        expect(image.sets.map((set) => set?.name)).toEqual(names);
        return large.lab.requests.list().length;
      };
      expect(await requests(1)).toBe(1);
      expect(await requests(4)).toBe(4);
      // Seven pages: the first tells how many there are.
      expect(await requests(5)).toBe(6);
      expect(await requests(50)).toBe(7);
    } finally {
      await large.stop();
    }
  });

  it('takes 200 operations of a free zone and 3,500 of others in one batch', async () => {
    for (const [plan, most] of [
      ['free', 200],
      ['enterprise', 3500],
    ] as const) {
      const zoned = await startCloudflare(plan);
      try {
        const free = new DnsWriter(zoned);
        const sets = Array.from({ length: most }, (_, number) => plain(at(`n${number}`), ['198.51.100.1']));
        await free.apply(free.step(sets.map((after) => ({ before: null, after }))));
        expect(zoned.lab.world.cloudflare.zones.get(zone.key)!.records.size).toBe(most);
        const more = [...sets, plain(at('one-more'), ['198.51.100.1'])];
        const tooMany = free.step(more.map((set) => ({ before: set, after: { ...set, ttl: 60 } })));
        await expect(free.write(tooMany, { sets: more })).rejects.toMatchObject({ type: 'permanent' });
      } finally {
        await zoned.stop();
      }
    }
  });

  it('names the permission that is missing', async () => {
    const reader = await startCloudflare('enterprise', ['Zone Read', 'DNS Read']);
    try {
      const readOnly = new DnsWriter(reader);
      const step = readOnly.step([{ before: null, after: plain(at('a'), ['198.51.100.1']) }]);
      await expect(readOnly.write(step, { sets: [null] })).rejects.toMatchObject({ type: 'auth', needs: 'DNS Write' });
    } finally {
      await reader.stop();
    }
  });
});
