import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes } from '../../server/routes/all.ts';
import { seedObjects, seedSource } from '../../server/test-estate.ts';
import { testServer, type TestServer } from '../../server/test-server.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { ENTRIES, type Case, type Tools } from './entries.ts';
import { makeEstate, MARK, type Estate } from './estate.ts';
import { makePlanEstate, type PlanEstate } from './plan-estate.ts';
import { INSIDE, isRed, makePrincipals, OUTSIDE, type Inside, type Principal, type Who } from './principals.ts';

let server: TestServer;
let estate: Estate;
let plans: PlanEstate;
let principals: Record<Who, Principal>;
let tools: Tools;
let worker: NodeJS.Timeout;
const matrix = new Map<string, Map<string, string>>();

beforeAll(async () => {
  server = await testServer();
  estate = await makeEstate(server);
  const { red, blue } = estate;
  plans = await makePlanEstate(server, MARK, { red: [red], blue: [blue], both: [red, blue], none: [red, null] });
  estate.hidden.push(plans.zones.blue, plans.recordSets.blue);
  principals = await makePrincipals(server, estate.red);
  tools = makeTools();
  // Stands in for a worker that answers connection tests.
  const answer = JSON.stringify({ ok: true, account: null, items: [], at: new Date().toISOString() });
  worker = setInterval(() => {
    server.db.worker
      .query(`UPDATE due_work SET result = $1, done_at = now() WHERE task = 'check' AND done_at IS NULL`, [answer])
      .catch(() => undefined);
  }, 50);
});

afterAll(async () => {
  clearInterval(worker);
  await server.stop();
  print();
});

function makeTools(): Tools {
  const { worker: db } = server.db;
  let n = 0;
  const name = () => `made-${++n}`;
  return {
    estate,
    plans,
    name,
    newCluster: () => server.cluster(name()),
    newSource: async () => (await seedSource(db, name())).sourceId,
    newUser: () => server.user(name(), 'viewer', null),
    newToken: async () => {
      await server.token('viewer', null);
      return (await db.query<{ id: string }>('SELECT id FROM tokens ORDER BY id DESC LIMIT 1')).rows[0]!.id;
    },
    newSession: async () => {
      const user = await server.user(name(), 'viewer', null);
      const id = uuidv7();
      await db.query(
        `INSERT INTO sessions (id, token_hash, user_id, expires_at) VALUES ($1, $2, $3, now() + interval '1 day')`,
        [id, id, user],
      );
      return id;
    },
    newHeldChange: async () => {
      const id = uuidv7();
      await db.query(
        `INSERT INTO held_changes (id, source_id, kind, scope, reason, detail, ids, state) VALUES ($1, $2, 'instances', $3, 'many-gone', $4, $5, 'open')`,
        [id, estate.sourceId, id, MARK, [estate.foreign.instances]],
      );
      return id;
    },
  };
}

interface Answer {
  status: number;
  text: string;
  requestId: string | null;
}

async function ask(method: string, one: Case, who: Who): Promise<Answer> {
  const path = typeof one.path === 'string' ? one.path : await one.path();
  const body = typeof one.body === 'function' ? (one.body as () => unknown)() : one.body;
  const abort = new AbortController();
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    signal: abort.signal,
    headers: {
      ...principals[who].headers,
      ...one.headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { status, headers } = response;
  const requestId = headers.get('x-request-id');
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    abort.abort();
    return { status, text: '', requestId };
  }
  return { status, text: await response.text(), requestId };
}

function note(route: string, who: string, status: number): void {
  const row = matrix.get(route) ?? new Map<string, string>();
  matrix.set(route, row);
  const known = row.get(who)?.split('/') ?? [];
  row.set(who, [...new Set([...known, String(status)])].toSorted().join('/'));
}

function print(): void {
  const columns = [...INSIDE, ...OUTSIDE];
  const width = Math.max(...[...matrix.keys()].map((route) => route.length));
  const line = (name: string, cells: string[]) =>
    `${name.padEnd(width)}  ${cells.map((cell, n) => cell.padEnd(Math.max(columns[n]!.length, 7))).join('  ')}`;
  const rows = [...matrix].map(([route, row]) =>
    line(
      route,
      columns.map((who) => row.get(who) ?? '-'),
    ),
  );
  const legend = 'Two answers in one cell: what is one’s own, and what is another cluster’s.';
  process.stdout.write(`\n${line('route', columns)}\n${rows.join('\n')}\n${legend}\n`);
}

/** Nothing of the blue cluster, by name or by id, except what the request itself named. */
function expectNoLeak(text: string, path: string) {
  expect(text).not.toContain(MARK);
  for (const id of estate.hidden) if (!path.includes(id)) expect(text).not.toContain(id);
}

/** What was refused is on record: each write that was tried, and a read at least once. */
async function expectOnRecord(route: string, who: Inside, requestId: string | null) {
  const me = await fetch(`${server.url}/api/v1/session`, { headers: principals[who].headers });
  const { rowCount } = await server.db.worker.query(
    `SELECT 1 FROM audit WHERE action LIKE '%.denied' AND actor_id = $1 AND after->>'request' = $2 AND ($3::text IS NULL OR request_id = $3)`,
    [((await me.json()) as { id: string }).id, route, route.startsWith('GET ') ? null : requestId],
  );
  expect(rowCount, `${route} was refused to ${who}, and that is not on record`).toBeGreaterThan(0);
}

const routes = apiRoutes.map((route) => [`${route.method} ${route.path}`, route.method] as const);

describe('every route', () => {
  it('has an entry here, and every entry a route', () => {
    expect(Object.keys(ENTRIES).toSorted()).toEqual(routes.map(([name]) => name).toSorted());
  });
});

describe.each(routes)('%s', (name, method) => {
  const cases = () => ENTRIES[name]?.(tools) ?? [];

  // Those who are let in come last: they may change what is asked for.
  it.each([...INSIDE].reverse())('%s', async (who: Inside) => {
    for (const one of cases()) {
      // Signing out ends the session that later cases need.
      if (name === 'DELETE /session' && who === 'red-session') continue;
      const { status, text, requestId } = await ask(method, one, who);
      note(name, who, status);
      expect(status, `${one.what}: ${text.slice(0, 300)}`).toBe(one.expected(who));
      if (status === 403) await expectOnRecord(name, who, requestId);
      if (isRed(who)) expectNoLeak(text, typeof one.path === 'string' ? one.path : '');
      if (isRed(who) && one.emptyForRed) expect(JSON.parse(text), one.what).toMatchObject({ items: [] });
      if (isRed(who)) continue;
      if (one.marked && status < 300) expect(text, `${one.what} of ${who} shows nothing to hide`).toContain(MARK);
    }
  });

  it.each(['nobody', 'expired', 'revoked', 'disabled'] as const)('not %s', async (who) => {
    for (const one of cases()) {
      const { status, text } = await ask(method, one, who);
      note(name, who, status);
      expect(status, one.what).toBe(401);
      expect(text).not.toContain(MARK);
    }
  });

  it('who has no cluster sees nothing', async () => {
    for (const one of cases()) {
      const { status, text } = await ask(method, one, 'no-cluster');
      note(name, 'no-cluster', status);
      expect([200, 202, 403, 404], one.what).toContain(status);
      expect(text).not.toContain(MARK);
      for (const id of Object.values(estate.own))
        if (typeof one.path !== 'string' || !one.path.includes(id)) expect(text).not.toContain(id);
    }
  });
});

describe('events', () => {
  it('tell a reader of the red cluster of that alone', async () => {
    const listen = async (who: Who) => {
      const abort = new AbortController();
      const response = await fetch(`${server.url}/api/v1/events`, {
        headers: principals[who].headers,
        signal: abort.signal,
      });
      const heard = { text: '' };
      const read = async () => {
        for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) heard.text += chunk;
      };
      void read().catch(() => undefined);
      await expect.poll(() => heard.text).toContain('event: hello');
      return { heard, close: () => abort.abort() };
    };
    const [admin, red, none] = await Promise.all([listen('admin'), listen('red-admin'), listen('no-cluster')]);
    const source = { sourceId: estate.sourceId, scopeId: 1 };
    const [hidden] = await seedObjects(server.db.worker, source, [
      { kind: 'zones', key: uuidv7(), clusterId: estate.blue, fields: { name: MARK } },
    ]);
    await server.db.worker.query(
      `SELECT pg_notify('changes', $1), pg_notify('changes', $2), pg_notify('changes', $3)`,
      [`panel:sources:${estate.sourceId}`, `panel:users:${estate.own.users}`, `panel:clusters:${estate.blue}`],
    );
    const [shown] = await seedObjects(server.db.worker, source, [
      { kind: 'zones', key: uuidv7(), clusterId: estate.red, fields: { name: 'shown' } },
    ]);
    await expect.poll(() => admin.heard.text).toContain(shown!);
    await expect.poll(() => red.heard.text).toContain(shown!);
    for (const id of [hidden!, estate.sourceId, estate.own.users!, estate.blue]) {
      expect(admin.heard.text).toContain(id);
      expect(red.heard.text).not.toContain(id);
    }
    expect(none.heard.text).not.toContain('event: change');
    for (const one of [admin, red, none]) one.close();
  });
});
