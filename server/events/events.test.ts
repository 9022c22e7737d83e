import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { proposePlan } from '../../actions/engine/propose.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { changeObject, seedObjects, seedSource } from '../test-estate.ts';
import { ADMIN_PASSWORD, ADMIN_TOKEN, testServer, type TestServer } from '../test-server.ts';
import { changesFor, panelChange, type ChangeGroup } from './changes.ts';

let server: TestServer;
let red: string;
let blue: string;
let source: { sourceId: string; scopeId: number };
beforeAll(async () => {
  server = await testServer();
  [red, blue] = [await server.cluster('red'), await server.cluster('blue')];
  source = await seedSource(server.db.worker, 'aws-test');
});
afterAll(() => server.stop());

interface Heard {
  event: string;
  data: Record<string, unknown>;
}

const open: AbortController[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.abort();
});

/** Listens with a program's token or a browser's headers; what was heard grows in `heard`. */
async function listen(as: string | Record<string, string>) {
  const abort = new AbortController();
  open.push(abort);
  const response = await fetch(`${server.url}/api/v1/events`, {
    headers: { ...(typeof as === 'string' ? { authorization: `Bearer ${as}` } : as), 'accept-encoding': 'gzip' },
    signal: abort.signal,
  });
  const heard: Heard[] = [];
  const state = { ended: false };
  const read = async () => {
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop()!;
      for (const part of parts) {
        const event = /^event: (.*)$/m.exec(part)?.[1];
        if (event) heard.push({ event, data: JSON.parse(/^data: (.*)$/m.exec(part)![1]!) as Record<string, unknown> });
      }
    }
  };
  void read()
    .catch(() => undefined)
    .finally(() => (state.ended = true));
  await expect.poll(() => heard[0]?.event).toBe('hello');
  const changes = (kind: string) =>
    heard.filter((one) => one.event === 'change' && one.data.kind === kind).map((one) => one.data);
  return { heard, changes, state, response };
}

const idsOf = (changes: Record<string, unknown>[]) => changes.flatMap((change) => change.ids as string[]);

describe('the event stream', () => {
  it('tells of a plan to readers of all of its clusters', async () => {
    const streams = await Promise.all(
      [null, [red], [blue], [red, blue]].map(async (clusters) => listen(await server.token('viewer', clusters))),
    );
    const plan = (clusterIds: (string | null)[]) =>
      proposePlan(server.db.worker, {
        action: 'test',
        params: {},
        reason: '',
        draft: { title: 'T', button: 'T', steps: [], objects: [], clusterIds },
        by: { id: uuidv7(), name: 'ana' },
      });
    const [ofRed, ofBoth, ofNone] = [await plan([red]), await plan([red, blue]), await plan([red, null])];
    // What comes last has been heard by everybody.
    await seedObjects(server.db.worker, source, [
      { kind: 'instances', key: uuidv7(), clusterId: red },
      { kind: 'instances', key: uuidv7(), clusterId: blue },
    ]);
    for (const { changes } of streams) await expect.poll(() => changes('instances').length).toBeGreaterThan(0);
    const heard = streams.map(({ changes }) => new Set(idsOf(changes('plans'))));
    expect(heard).toEqual([new Set([ofRed, ofBoth, ofNone]), new Set([ofRed]), new Set(), new Set([ofRed, ofBoth])]);
  });

  it('tells readers what changed where they may see', async () => {
    const [all, ofRed, ofBlue] = await Promise.all([
      listen(ADMIN_TOKEN),
      listen(await server.token('viewer', [red])),
      listen(await server.token('viewer', [blue])),
    ]);
    expect(all.response.headers.get('content-encoding')).toBeNull();
    const [id] = await seedObjects(server.db.worker, source, [{ kind: 'instances', key: uuidv7(), clusterId: red }]);
    await expect.poll(() => all.changes('instances')).toEqual([{ kind: 'instances', ids: [id], created: [id] }]);
    await expect.poll(() => idsOf(ofRed.changes('instances'))).toEqual([id]);

    await changeObject(server.db.worker, 'instances', id!, `cluster_id = '${blue}'`);
    await expect.poll(() => idsOf(ofBlue.changes('instances'))).toEqual([id]);
    // Who loses it is told once more, and then never again.
    await expect.poll(() => idsOf(ofRed.changes('instances'))).toEqual([id, id]);
    await changeObject(server.db.worker, 'instances', id!, 'gone_at = n.version_at', 'g');
    await expect.poll(() => idsOf(ofBlue.changes('instances'))).toEqual([id, id]);
    expect(idsOf(ofRed.changes('instances'))).toEqual([id, id]);
  });

  it('tells both ends of a link', async () => {
    const all = await listen(ADMIN_TOKEN);
    const [instance] = await seedObjects(server.db.worker, source, [
      { kind: 'instances', key: uuidv7(), clusterId: red, fields: { publicAddresses: ['192.0.2.77'] } },
    ]);
    await expect.poll(() => idsOf(all.changes('instances'))).toContain(instance);
    all.heard.length = 0;
    await seedObjects(server.db.worker, source, [
      { kind: 'record_sets', key: uuidv7(), clusterId: red, fields: { type: 'A', contents: ['192.0.2.77'] } },
    ]);
    await expect.poll(() => idsOf(all.changes('instances'))).toContain(instance);
  });

  it('says "reload the kind" when much changed', async () => {
    const reader = await listen(await server.token('viewer', [red]));
    await seedObjects(
      server.db.worker,
      source,
      Array.from({ length: 301 }, (_, n) => ({ kind: 'addresses', key: `many-${n}`, clusterId: red })),
    );
    await expect.poll(() => reader.changes('addresses')).toEqual([{ kind: 'addresses', ids: null, created: [] }]);
  });

  it('tells of sources, and of progress, to readers of all clusters alone', async () => {
    const [all, some] = await Promise.all([
      listen(await server.token('viewer', null)),
      listen(await server.token('viewer', [red])),
    ]);
    const progress = {
      sourceId: source.sourceId,
      runId: uuidv7(),
      scopes: [{ kind: 'instances', scope: 'eu-west-1', scopeTitle: 'eu-west-1', listed: 3, done: false }],
    };
    await server.db.worker.query(
      `SELECT pg_notify('progress', $1), pg_notify('progress', 'no json'), pg_notify('changes', $2), pg_notify('changes', $3)`,
      [JSON.stringify(progress), `panel:sources:${source.sourceId}`, `panel:users:${uuidv7()}`],
    );
    await expect.poll(() => all.heard.find((one) => one.event === 'progress')?.data).toEqual(progress);
    await expect.poll(() => idsOf(all.changes('sources'))).toEqual([source.sourceId]);
    expect(all.changes('users')).toEqual([]);
    expect(some.heard.map((one) => one.event).filter((name) => name !== 'beat')).toEqual(['hello']);
  });

  it('says goodbye when the rights end, and hello when they change', async () => {
    const token = await server.token('viewer', [red]);
    const reader = await listen(token);
    const set = (sql: string) =>
      server.db.worker.query(
        `UPDATE tokens SET ${sql} WHERE name = 'viewer of tests' AND token_hash = encode(sha256($1), 'hex')`,
        [Buffer.from(token)],
      );
    await set(`cluster_ids = '{${blue}}'`);
    await server.db.worker.query(`SELECT pg_notify('rights', '')`);
    await expect.poll(() => reader.heard.filter((one) => one.event === 'hello')).toHaveLength(2);
    const [id] = await seedObjects(server.db.worker, source, [{ kind: 'instances', key: uuidv7(), clusterId: blue }]);
    await expect.poll(() => idsOf(reader.changes('instances'))).toEqual([id]);
    await set('revoked_at = now()');
    await server.db.worker.query(`SELECT pg_notify('rights', '')`);
    await expect.poll(() => reader.heard.at(-1)?.event).toBe('bye');
    await expect.poll(() => reader.state.ended).toBe(true);
  });

  it('ends with the session that opened it', async () => {
    await server.user('zoe', 'viewer', null);
    const { headers } = await server.call('/session', {
      method: 'POST',
      body: { name: 'zoe', password: ADMIN_PASSWORD },
      as: null,
    });
    const cookie = headers.get('set-cookie')!.split(';')[0]!;
    const reader = await listen({ cookie });
    await server.call('/session', { method: 'DELETE', as: null, headers: { cookie } });
    await expect.poll(() => reader.heard.at(-1)).toEqual({ event: 'bye', data: { reason: 'the session has ended' } });
  });

  it('is open to one reader fifty times at most, and to others then too', async () => {
    const greedy = await server.token('viewer', null);
    const first = await listen(greedy);
    for (let more = 1; more < 50; more += 1) await listen(greedy);
    const refused = await server.call('/events', { as: greedy });
    expect(refused).toMatchObject({ status: 429, body: { title: 'Too many streams' } });
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.headers.get('retry-after')).toBe('10');
    expect((await listen(ADMIN_TOKEN)).response.status).toBe(200);
    open.at(-51)!.abort();
    await expect.poll(() => first.state.ended).toBe(true);
    await expect.poll(async () => (await server.call('/events', { method: 'HEAD', as: greedy })).status).toBe(200);
  });

  it('says hello again after the database was away', async () => {
    const reader = await listen(ADMIN_TOKEN);
    const owner = new pg.Client(server.db.webUrl);
    await owner.connect();
    await owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'switchyard events' AND datname = current_database()`,
    );
    await owner.end();
    await expect.poll(() => reader.heard.filter((one) => one.event === 'hello'), { timeout: 10_000 }).toHaveLength(2);
    const [id] = await seedObjects(server.db.worker, source, [{ kind: 'instances', key: uuidv7(), clusterId: blue }]);
    await expect.poll(() => idsOf(reader.changes('instances'))).toEqual([id]);
  });

  it('is not open without a credential', async () => {
    expect((await server.call('/events', { as: null })).status).toBe(401);
  });
});

describe('changesFor', () => {
  const group = (more: Partial<ChangeGroup>): ChangeGroup => ({
    kind: 'instances',
    clusterId: null,
    wasClusterId: null,
    ids: ['a'],
    created: [],
    ...more,
  });

  it('hides what is in no cluster from readers of some', () => {
    expect(changesFor([group({})], { role: 'viewer', clusterIds: ['c'] })).toEqual([]);
    expect(changesFor([group({})], { role: 'viewer', clusterIds: null })).toHaveLength(1);
  });

  it('tells users, tokens and audit to admins of all clusters alone', () => {
    const users = group({ kind: 'users' });
    expect(changesFor([users], { role: 'operator', clusterIds: null })).toEqual([]);
    expect(changesFor([users], { role: 'admin', clusterIds: ['c'] })).toEqual([]);
    expect(changesFor([users], { role: 'admin', clusterIds: null })).toHaveLength(1);
  });

  it('reads notes of the panel and nothing else', () => {
    expect(panelChange('018f0000-0000-7000-8000-000000000000')).toBeUndefined();
    expect(panelChange('panel:a b:x')).toBeUndefined();
    expect(panelChange('panel:users:x')).toMatchObject({ kind: 'users', ids: null });
  });
});
