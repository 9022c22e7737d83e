import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PowerDns, startPowerDns } from '../../../lab/powerdns.ts';
import { programNamed } from '../../../lab/program.ts';
import { type Lab, startLab } from '../../../lab/start.ts';
import { canonicalContent } from '../../../model/dns/content.ts';
import { powerdns } from '../powerdns/powerdns.ts';
import { type DnsOutside, DnsWriter, dnsWrites, plain, type WriteFault } from './dns-writes.ts';

const zone = { key: 'writes.example.', name: 'writes.example' };
const stateDir = await mkdtemp(join(tmpdir(), 'switchyard-powerdns-writes-'));
/** undefined where no `pdns_server` with its SQLite backend is installed: then there is nothing that could be tested here. */
const server = await startPowerDns({
  stateDir,
  zones: [{ name: zone.key, kind: 'Native', nameservers: ['ns1.example.net.'], rrsets: [] }],
});
const dig = await programNamed('dig');
afterAll(async () => {
  await server?.stop();
  await rm(stateDir, { recursive: true, force: true });
});

interface Rrset {
  name: string;
  type: string;
  ttl: number;
  records: { content: string; disabled: boolean }[];
  comments: { content: string; account: string; modified_at: number }[];
}

async function startThrough({
  apiUrl,
  apiKey,
  dnsPort,
}: PowerDns): Promise<DnsOutside & { lab: Lab; ask: typeof ask }> {
  const lab = await startLab({ powerdnsApiUrl: apiUrl });
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${apiUrl}/api/v1/servers/localhost${path}`, {
      method,
      headers: { 'x-api-key': apiKey },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  const what = {
    'after-apply': { how: 'after-apply', with: '500' },
    'after-apply-reset': { how: 'after-apply', with: 'reset' },
    '500': { how: '500', status: 500 },
    '429': { how: '429', retryAfter: 7 },
    reset: { how: 'reset' },
    cut: { how: 'cut' },
    garbage: { how: 'garbage' },
  } as const satisfies Record<WriteFault, object>;
  return {
    lab,
    ask,
    system: powerdns,
    source: {
      id: '0192f000-0000-7000-8000-000000000003',
      name: 'powerdns-test',
      settings: { url: `${lab.url}/powerdns`, nameServers: [`127.0.0.1:${dnsPort}`] },
      secrets: { apiKey },
    },
    zone,
    keeps: {
      types: ['A', 'AAAA', 'MX', 'TXT', 'SRV', 'CAA', 'HTTPS', 'SSHFP', 'URI', 'CNAME'],
      automaticTtl: false,
      proxied: false,
      tags: false,
      own: false,
      disabled: true,
      lines: true,
    },
    async dump() {
      const { rrsets } = (await ask('GET', `/zones/${zone.key}`)) as { rrsets: Rrset[] };
      // The serial goes up with every write.
      const kept = rrsets.filter(({ type }) => type !== 'SOA');
      for (const { records, comments } of kept) for (const list of [records, comments]) list.sort(byText);
      return kept.sort(byText);
    },
    foreign: async (name, type, contents) => {
      const records = contents.map((content) => ({ content, disabled: false }));
      const set = { name: `${name}.`, type, ttl: 300, changetype: 'REPLACE', records };
      await ask('PATCH', `/zones/${zone.key}`, { rrsets: [set] });
    },
    fail: (fault) =>
      void lab.faults.add({ service: 'powerdns', operation: 'PATCH /zones/:id', times: 1, what: what[fault] }),
    heal: () => void lab.faults.heal(),
    writes: () => lab.requests.list().filter(({ operation }) => !operation.startsWith('GET')).length,
    stop: () => lab.stop(),
  };
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

describe.skipIf(!server)('a real PowerDNS', () => {
  dnsWrites('powerdns', () => startThrough(server!));

  let outside: Awaited<ReturnType<typeof startThrough>>;
  let writer: DnsWriter;
  beforeAll(async () => {
    outside = await startThrough(server!);
    writer = new DnsWriter(outside);
  });
  afterAll(() => outside.stop());
  const at = (label: string) => `${label}.${zone.name}`;
  const rrset = async (name: string) => ((await outside.dump()) as Rrset[]).find((set) => set.name === `${name}.`);

  /** Answers of the server itself, with TTL. */
  async function dug(name: string, type: string): Promise<string[]> {
    const how = ['@127.0.0.1', '-p', String(server!.dnsPort), '+noall', '+answer', '+tries=3'];
    const { stdout } = await promisify(execFile)(dig!, [...how, name, type]);
    return stdout
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(/\s+/).toSpliced(2, 1).slice(1).join(' '))
      .toSorted();
  }

  it.skipIf(!dig)('serves what was written, set by set, and after the undo what was there', async () => {
    const before = [
      plain(at('flip-a'), ['198.51.100.1', '198.51.100.2'], { ttl: 60 }),
      plain(at('flip-b'), ['198.51.100.3'], { ttl: 300 }),
      plain(at('flip-c'), ['198.51.100.4']),
      plain(at('flip-mail'), ['10 mail.example.net'], { type: 'MX' }),
      plain(at('flip-text'), ['"grün 💡"'], { type: 'TXT' }),
    ];
    await writer.apply(writer.step(before.map((after) => ({ before: null, after }))));
    const asked = async () =>
      Promise.all([
        ...['flip-a', 'flip-b', 'flip-c', 'flip-new'].map((label) => dug(at(label), 'A')),
        dug(at('flip-mail'), 'MX'),
        dug(at('flip-text'), 'TXT'),
        dug(at('flip-c'), 'CNAME'),
      ]);
    const first = await asked();
    expect(first).toEqual([
      ['60 A 198.51.100.1', '60 A 198.51.100.2'],
      ['300 A 198.51.100.3'],
      ['300 A 198.51.100.4'],
      [],
      ['300 MX 10 mail.example.net.'],
      ['300 TXT "gr\\195\\188n \\240\\159\\146\\161"'],
      [],
    ]);
    const step = writer.step([
      { before: before[0]!, after: { ...before[0]!, values: plain('', ['203.0.113.1']).values } },
      { before: before[1]!, after: { ...before[1]!, ttl: 5 } },
      { before: before[2]!, after: null },
      { before: null, after: plain(at('flip-c'), ['flip-a.writes.example'], { type: 'CNAME' }) },
      { before: null, after: plain(at('flip-new'), ['203.0.113.2']) },
      { before: before[3]!, after: plain(at('flip-mail'), ['20 other.example.net'], { type: 'MX' }) },
      { before: before[4]!, after: null },
    ]);
    const { found, left } = await writer.apply(step);
    expect(await asked()).toEqual([
      ['60 A 203.0.113.1'],
      ['5 A 198.51.100.3'],
      ['300 CNAME flip-a.writes.example.', '60 A 203.0.113.1'],
      ['300 A 203.0.113.2'],
      ['300 MX 20 other.example.net.'],
      [],
      ['300 CNAME flip-a.writes.example.'],
    ]);
    await writer.apply(writer.invert(step, found, left)!);
    expect(await asked()).toEqual(first);
  });

  it('gives back what was written, however somebody has spelt it', async () => {
    const spelt: [type: string, content: string][] = [
      ['AAAA', '2001:DB8:0:0::1'],
      ['TXT', 'hello there'],
      ['TXT', '"a"  "b"'],
      ['SRV', '10  5\t5060 Sip.Example.com.'],
      ['CAA', '0 issue letsencrypt.org'],
      ['DS', '60485 5 1 2BB183AF5F22588179A5 3B0A98631FAD1A292118'],
      ['TLSA', '3 1 1 AABB CC'],
      ['SSHFP', '4 2 AABB'],
      ['HTTPS', '1 Svc.Example.com. alpn=h2,h3'],
      ['NAPTR', '100 10 "u" "E2U+sip" "!^.*$!sip:a@example.com!" .'],
    ];
    const sets = spelt.map(([type, content], place) =>
      plain(at(`spelt-${place}`), [canonicalContent(type, content)], { type }),
    );
    const step = writer.step(sets.map((after) => ({ before: null, after })));
    const { found, left } = await writer.apply(step);
    await writer.apply(writer.invert(step, found, left)!);
  });

  it('asks the name server what it serves', async () => {
    const sets = [plain(at('seen-a'), ['198.51.100.1']), plain(at('seen-gone'), ['198.51.100.2'])];
    await writer.apply(writer.step(sets.map((after) => ({ before: null, after }))));
    const step = writer.step([
      { before: sets[0]!, after: plain(at('seen-a'), ['203.0.113.7']) },
      { before: sets[1]!, after: null },
      { before: null, after: plain(at('seen-mail'), ['10 mail.example.net'], { type: 'MX' }) },
      { before: null, after: plain(at('seen-text'), ['"grün" "two"'], { type: 'TXT' }) },
      { before: null, after: plain(at('seen-srv'), ['1 2 443 host.example.net'], { type: 'SRV' }) },
      // Which Node cannot ask for.
      { before: null, after: plain(at('seen-caa'), ['0 issue "ca.example"'], { type: 'CAA' }) },
    ]);
    const ns = `ns 127.0.0.1:${server!.dnsPort}`;
    const { image: found } = await writer.read(step);
    // Not written yet: it answers what was there before, and says so.
    expect(await writer.verify(step, { sets: step.sets.map(({ after }) => after) })).toEqual([
      `${ns} answers ${at('seen-a')} A 198.51.100.1, as before: not yet 203.0.113.7`,
      `${ns} answers ${at('seen-gone')} A 198.51.100.2, as before: not yet nothing`,
      `${ns} has no ${at('seen-mail')} MX, as before: not yet 10 mail.example.net`,
      `${ns} has no ${at('seen-text')} TXT, as before: not yet "grün" "two"`,
      `${ns} has no ${at('seen-srv')} SRV, as before: not yet 1 2 443 host.example.net`,
    ]);
    await writer.write(step, found);
    const { image: left } = await writer.read(step);
    expect(await writer.verify(step, left)).toEqual([
      `${ns} answers ${at('seen-a')} A 203.0.113.7`,
      `${ns} has no ${at('seen-gone')} A`,
      `${ns} answers ${at('seen-mail')} MX 10 mail.example.net`,
      `${ns} answers ${at('seen-text')} TXT "grün" "two"`,
      `${ns} answers ${at('seen-srv')} SRV 1 2 443 host.example.net`,
    ]);
    await outside.foreign(at('seen-a'), 'A', ['203.0.113.9']);
    expect((await writer.verify(step, left))[0]).toBe(`${ns} answers ${at('seen-a')} A 203.0.113.9, not 203.0.113.7`);
  });

  it('says of a zone that is fetched by others and keeps its serial that they do not see what was written', async () => {
    const write = async (label: string) => {
      const step = writer.step([{ before: null, after: plain(at(label), ['203.0.113.7']) }]);
      const { left } = await writer.apply(step);
      return writer.verify(step, left);
    };
    const served = (label: string) => `ns 127.0.0.1:${server!.dnsPort} answers ${at(label)} A 203.0.113.7`;
    await outside.ask('PUT', `/zones/${zone.key}`, { kind: 'Master' });
    expect(await write('fetched')).toEqual([served('fetched')]);
    await outside.ask('PUT', `/zones/${zone.key}`, { kind: 'Master', soa_edit_api: '' });
    expect(await write('not-fetched')).toEqual([
      `${zone.name} keeps its serial, having no SOA-EDIT-API: no secondary fetches it`,
      served('not-fetched'),
    ]);
    await outside.ask('PUT', `/zones/${zone.key}`, { kind: 'Native', soa_edit_api: '' });
    expect(await write('replicated')).toEqual([served('replicated')]);
    await outside.ask('PUT', `/zones/${zone.key}`, { kind: 'Native', soa_edit_api: 'DEFAULT' });
  });

  it('keeps comments that nobody changes, with who wrote them, and brings back those of a deleted set', async () => {
    const name = at('commented');
    const comments = [
      { content: 'first', account: 'alice', modified_at: 1_700_000_000 },
      { content: 'second', account: 'bob', modified_at: 1_700_000_100 },
    ];
    const records = [
      { content: '198.51.100.1', disabled: false },
      { content: '198.51.100.2', disabled: true },
    ];
    const set = { name: `${name}.`, type: 'A', ttl: 300, changetype: 'REPLACE', records, comments };
    await outside.ask('PATCH', `/zones/${zone.key}`, { rrsets: [set] });
    const whole = await rrset(name);
    expect(whole?.comments).toEqual(comments);
    const [columns] = (await writer.rows([{ name, type: 'A' }])).values();
    expect(columns).toMatchObject({ comment: 'first\nsecond' });

    const moved = writer.step([{ before: columns!, after: { ...columns!, ttl: 60 } }]);
    const movedTo = await writer.apply(moved);
    expect(await rrset(name)).toEqual({ ...whole, ttl: 60 });
    await writer.apply(writer.invert(moved, movedTo.found, movedTo.left)!);
    for (const after of [null, { ...columns!, comment: 'another\none' }, { ...columns!, comment: null }]) {
      const step = writer.step([{ before: columns!, after }]);
      const { found, left } = await writer.apply(step);
      expect((await rrset(name))?.comments.map(({ content }) => content)).toEqual(
        after === null ? undefined : after.comment === null ? [] : ['another\none'],
      );
      await writer.apply(writer.invert(step, found, left)!);
      expect(await rrset(name)).toEqual(whole);
    }
  });

  it('needs a TTL, and takes no more at once than the server does', async () => {
    const auto = writer.step([{ before: null, after: plain(at('auto'), ['198.51.100.1'], { ttl: null }) }]);
    await expect(writer.write(auto, { sets: [null] })).rejects.toThrow('no automatic');
    const texts = Array.from({ length: 100 }, (_, number) => `"${number} ${'long '.repeat(40)}"`);
    const large = Array.from({ length: 100 }, (_, number) => plain(at(`n${number}`), texts, { type: 'TXT' }));
    const tooLarge = writer.step(large.map((after) => ({ before: null, after })));
    const sent = outside.writes();
    await expect(writer.write(tooLarge, { sets: large.map(() => null) })).rejects.toThrow('more than the server takes');
    expect(outside.writes()).toBe(sent);
    // As many as the card says fit.
    const sets = Array.from({ length: 5000 }, (_, number) => plain(at(`n${number}`), ['198.51.100.1']));
    const most = writer.step(
      sets.slice(0, powerdns.card.writes!.mostOperations(null)).map((after) => ({ before: null, after })),
    );
    const { found, left } = await writer.apply(most);
    await writer.apply(writer.invert(most, found, left)!);
  });

  it('is one target, whatever the zone', () => {
    const target = (key: string, url: string) => {
      const step = writer.step([{ before: null, after: plain(at('a'), ['198.51.100.1']) }]);
      return writer.writing.target(
        { ...step, target: { ...step.target, zoneKey: key } },
        { ...outside.source, settings: { url } },
      );
    };
    expect(target('a.', 'http://10.0.0.5:8081')).toBe(target('b.', 'http://10.0.0.5:8081/'));
    expect(target('a.', 'http://10.0.0.5:8081')).not.toBe(target('a.', 'http://10.0.0.6:8081'));
  });
});
