/**
 * A panel's API in memory, for working on the pages and for their tests: contract-shaped data with state and events.
 *   tsx web/dev/api.ts [--rows 400] [--port 3100] [--static dist/web] [--role admin] [--signed-in] [--busy]
 * Sign in as ana with the password "switchyard-dev". POST /dev/change|create|cut|remove plays the outside world.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Role } from '../../contract/access/roles.ts';
import { kinds } from '../../contract/kinds/all.ts';
import { pathOf } from '../../contract/kinds/kind.ts';
import { systemCards } from '../../contract/systems/all.ts';
import { ago, makeEstate, meAs, type Thing } from './estate.ts';
import { historyOf } from './history.ts';
import { edgesOf, impactOf, linksOf, neighbour, type Edge } from './links.ts';
import { listOf, Refused } from './list.ts';
import { mapOf } from './map.ts';
import { overviewOf } from './overview.ts';
import { samplesOf } from './samples.ts';
import { newId } from './seeded.ts';
import { staticPage } from './static-pages.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '400' },
    port: { type: 'string', default: '3100' },
    static: { type: 'string' },
    role: { type: 'string', default: 'admin' },
    'signed-in': { type: 'boolean', default: false },
    busy: { type: 'boolean', default: false },
  },
});

const estate = makeEstate(Number(options.rows));
const me = meAs(options.role as Role, 'ana');
const boot = newId();
const streams = new Set<ServerResponse>();
let signedIn = options['signed-in'];
let edges: Edge[] | null = null;
const held: Thing[] = [];

const of = (kind: string): Thing[] => estate.get(kind) ?? [];
const kindFromPath = (path: string) => kinds.find((kind) => pathOf(kind) === path);
const linkEdges = () => (edges ??= edgesOf(estate));
const find = (kind: string, id: string): Thing => {
  const thing = of(kind).find((one) => one.id === id);
  if (!thing) throw new Refused(404, 'Not found');
  return thing;
};

function send(event: string, data: unknown): void {
  for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
const changed = (kind: string, ids: string[] | null, created: string[] = []) => send('change', { kind, ids, created });

const cloudflare = of('sources')[1];
if (cloudflare)
  held.push({
    id: newId(),
    status: 'attention',
    sourceId: cloudflare.id,
    sourceName: cloudflare['name'],
    kind: 'record_sets',
    scope: 'shop.example',
    scopeTitle: 'shop.example',
    reason: 'many-gone',
    detail: '212 of 400 record sets of shop.example were not listed, more than 30 %.',
    state: 'open',
    count: 212,
    objects: of('record_sets')
      .slice(0, 40)
      .map((one) => ({ kind: 'record_sets', id: one.id, name: one['name'] })),
    createdAt: ago(50_000),
    decidedAt: null,
    decidedBy: null,
  });

const HOUR = 3_600_000;

function pull(source: Thing, trigger: string) {
  const run: Thing = {
    id: newId(),
    status: 'working',
    sourceId: source.id,
    state: 'running',
    trigger,
    requestedBy: 'ana',
    startedAt: new Date().toISOString(),
    finishedAt: null,
    complete: 0,
    incomplete: 0,
    listed: 0,
    created: 0,
    updated: 0,
    gone: 0,
    held: 0,
    malformed: 0,
    error: null,
    errorType: null,
    scopes: [],
    createdAt: new Date().toISOString(),
    changedAt: new Date().toISOString(),
  };
  of('sync_runs').unshift(run);
  const before = { health: source['health'], status: source.status };
  Object.assign(source, { health: 'working', status: 'working' });
  changed('sync_runs', [run.id], [run.id]);
  changed('sources', [source.id]);
  const scopes = scopesOf(source);
  let step = 0;
  const timer = setInterval(() => {
    step += 1;
    send('progress', {
      sourceId: source.id,
      runId: run.id,
      scopes: scopes.map((scope, index) => ({
        kind: scope.kind,
        scope: scope.scope,
        scopeTitle: scope.scope,
        listed: Math.min(scope.rows, Math.round((scope.rows * Math.max(0, step - index)) / 4)),
        done: step - index >= 4,
      })),
    });
    if (step < scopes.length + 4) return;
    clearInterval(timer);
    Object.assign(run, {
      status: 'ok',
      state: 'complete',
      finishedAt: new Date().toISOString(),
      complete: scopes.length,
      listed: scopes.reduce((sum, scope) => sum + scope.rows, 0),
      updated: 2,
    });
    Object.assign(source, before, { lastCompleteAt: new Date().toISOString() });
    changed('sync_runs', [run.id]);
    changed('sources', [source.id]);
    touch('record_sets', 2);
  }, 400);
  return { requestId: newId(), sourceId: source.id, dueAt: new Date().toISOString() };
}

function scopesOf(source: Thing) {
  const names =
    source['system'] === 'aws'
      ? ['eu-central-1', 'us-east-1', 'eu-west-1']
      : of('zones')
          .filter((zone) => zone['sourceId'] === source.id)
          .map((zone) => String(zone['name']));
  const kind = source['system'] === 'aws' ? 'instances' : 'record_sets';
  return names.map((scope) => ({
    kind,
    scope,
    scopeTitle: scope,
    rows: of(kind).filter((one) => one['scope'] === scope).length,
    completeAt: source['lastCompleteAt'] as string,
    staleAt: ago(source['health'] === 'failing' ? 2 * HOUR : -120_000),
    lastError: source['lastError'] as string | null,
    held: scope === 'shop.example' ? held.filter((one) => one['state'] === 'open').length * 212 : 0,
  }));
}

/** Changes the first rows of a kind, as a pull would. */
function touch(kind: string, count: number): string[] {
  const some = of(kind).slice(0, count);
  for (const thing of some)
    Object.assign(thing, {
      changedAt: new Date().toISOString(),
      seenAt: new Date().toISOString(),
      ...(kind === 'record_sets' ? { ttl: thing['ttl'] === 300 ? 60 : 300 } : {}),
    });
  changed(
    kind,
    some.map((one) => one.id),
  );
  return some.map((one) => one.id);
}

function create(kind: string, count: number): string[] {
  const model = of(kind)[0] ?? { id: '', status: 'ok' };
  const ids = Array.from({ length: count }, () => {
    const id = newId();
    of(kind).push({
      ...model,
      id,
      key: id,
      name: `aaa-new-${id.slice(-4)}`,
      changedAt: new Date().toISOString(),
      worstFinding: null,
    });
    return id;
  });
  changed(kind, [], ids);
  return ids;
}

const body = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>) : {};
};

const csvCell = (value: unknown) => {
  const text =
    value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `"${(/^[=+\-@]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
};

type Answer = { status?: number; json?: unknown; text?: string; type?: string };

/** Panel kinds: written here. */
async function write(
  kindName: string,
  method: string,
  id: string | undefined,
  input: Record<string, unknown>,
): Promise<Answer> {
  const now = new Date().toISOString();
  const secrets = new Set(systemCards.flatMap((card) => card.secrets as readonly string[]));
  const sealed = (settings: unknown) =>
    Object.fromEntries(
      Object.entries((settings ?? {}) as Record<string, unknown>).map(([name, value]) =>
        secrets.has(name) ? [`${name}Set`, true] : [name, value],
      ),
    );
  if (method === 'POST') {
    const name = String(input['name'] ?? '');
    if (of(kindName).some((one) => one['name'] === name))
      throw new Refused(409, 'The name is taken', { name: 'is taken' });
    if (!/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(name))
      throw new Refused(400, 'Something is not right', { name: 'letters, digits, dot, dash, underscore; at most 63' });
    if (input['password'] !== undefined && String(input['password']).length < 12)
      throw new Refused(400, 'Something is not right', { password: 'at least 12 characters' });
    const { password: _, ...rest } = input;
    const thing: Thing = { ...rest, id: newId(), status: 'ok', createdAt: now, changedAt: now };
    if (kindName === 'sources')
      Object.assign(thing, {
        health: 'new',
        status: 'working',
        enabled: true,
        mode: 'read',
        intervalSeconds: 60,
        ...rest,
        settings: sealed(input['settings']),
        account: null,
        lastCheck: null,
        lastCompleteAt: null,
        lastError: null,
        nextPullAt: now,
      });
    if (kindName === 'users') Object.assign(thing, { disabled: false, lastSeenAt: null });
    if (kindName === 'tokens') Object.assign(thing, { revokedAt: null, lastUsedAt: null, createdBy: 'ana' });
    of(kindName).push(thing);
    changed(kindName, [thing.id], [thing.id]);
    return kindName === 'tokens'
      ? { status: 201, json: { id: thing.id, token: `sy_${'k7Qm2vX9'.repeat(5)}` } }
      : { status: 201, json: thing };
  }
  const thing = find(kindName, String(id));
  if (method === 'DELETE') {
    if (kindName === 'tokens') Object.assign(thing, { revokedAt: now, status: 'gone' });
    else of(kindName).splice(of(kindName).indexOf(thing), 1);
    changed(kindName, [thing.id]);
    return { status: 204 };
  }
  const { settings, password: _, ...rest } = input;
  Object.assign(thing, rest, settings ? { settings: { ...(thing['settings'] as object), ...sealed(settings) } } : {}, {
    changedAt: now,
  });
  if (kindName === 'users') thing.status = thing['disabled'] ? 'gone' : 'ok';
  changed(kindName, [thing.id]);
  return { json: thing };
}

const sessions = [
  {
    id: newId(),
    userId: me.id,
    userName: 'ana',
    current: true,
    address: '192.0.2.17',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari/537.36',
    createdAt: ago(3 * HOUR),
    lastSeenAt: ago(1000),
    expiresAt: ago(-9 * HOUR),
  },
  {
    id: newId(),
    userId: me.id,
    userName: 'ana',
    current: false,
    address: '198.51.100.4',
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1',
    createdAt: ago(30 * HOUR),
    lastSeenAt: ago(5 * HOUR),
    expiresAt: ago(-5 * HOUR),
  },
  {
    id: newId(),
    userId: newId(),
    userName: 'ben',
    current: false,
    address: '203.0.113.80',
    userAgent: 'curl/8.9',
    createdAt: ago(2 * HOUR),
    lastSeenAt: ago(HOUR),
    expiresAt: ago(-10 * HOUR),
  },
];

function play(path: string, params: URLSearchParams): Answer {
  const kind = params.get('kind') ?? 'record_sets';
  const count = Number(params.get('count') ?? 1);
  if (path === '/dev/change') return { json: touch(kind, count) };
  if (path === '/dev/create') return { json: create(kind, count) };
  if (path === '/dev/reload') return { json: changed(kind, null) };
  if (path === '/dev/sign-out') {
    signedIn = false;
    send('bye', { reason: 'the session has ended' });
    return { json: null };
  }
  if (path === '/dev/expire') signedIn = false;
  if (path === '/dev/cut' || path === '/dev/expire') for (const stream of streams) stream.end();
  return { json: null };
}

async function answer(request: IncomingMessage, url: URL): Promise<Answer> {
  const method = request.method ?? 'GET';
  const params = url.searchParams;
  if (url.pathname.startsWith('/dev/')) return play(url.pathname, params);
  const [first = '', second, third] = url.pathname.replace('/api/v1/', '').split('/').map(decodeURIComponent);
  if (first === 'session') {
    if (method === 'POST') {
      const { name, password } = await body(request);
      if (name !== 'ana' || password !== 'switchyard-dev') throw new Refused(401, 'Name or password is wrong');
      signedIn = true;
      return { json: me };
    }
    if (method === 'DELETE') {
      signedIn = false;
      return { status: 204 };
    }
  }
  if (!signedIn) throw new Refused(401, 'Sign in first');
  if (first === 'session') return { json: me };
  if (first === 'sessions') {
    if (method === 'DELETE') {
      sessions.splice(
        sessions.findIndex((one) => one.id === second),
        1,
      );
      return { status: 204 };
    }
    return { json: { items: sessions.filter((one) => params.get('all') === 'true' || one.userName === 'ana') } };
  }
  if (first === 'map') return { json: mapOf(estate, linkEdges(), params) };
  if (first === 'overview') return { json: overviewOf(estate, params.get('clusterId'), params.get('at')) };
  if (first === 'systems')
    return {
      json: {
        items: systemCards.map((card) => ({
          name: card.name,
          label: card.label,
          about: card.about,
          provides: card.provides,
          interval: card.interval,
          secrets: card.secrets,
          settings: z.toJSONSchema(card.settings, { io: 'input' }),
        })),
      },
    };
  if (first === 'search') {
    const words = (params.get('q') ?? '').toLowerCase();
    const items = kinds
      .filter((kind) => kind.visibility !== 'admin' && kind.name !== 'sync_runs')
      .flatMap((kind) =>
        of(kind.name)
          .filter(
            (one) =>
              Object.values(one).some((value) => typeof value === 'string' && value.toLowerCase().includes(words)) &&
              one['name'],
          )
          .slice(0, 6)
          .map((one) => neighbour(kind.name, one)),
      );
    return { json: { items: items.slice(0, Number(params.get('limit') ?? 20)), capped: items.length > 20 } };
  }
  if (first === 'held-changes') {
    if (!second)
      return {
        json: {
          items: held.filter(
            (one) =>
              (!params.get('sourceId') || one['sourceId'] === params.get('sourceId')) &&
              (!params.get('state') || one['state'] === params.get('state')),
          ),
        },
      };
    const one = held.find((candidate) => candidate.id === second);
    if (!one) throw new Refused(404, 'Not found');
    Object.assign(one, {
      state: third === 'release' ? 'released' : 'kept',
      decidedAt: new Date().toISOString(),
      decidedBy: 'ana',
    });
    if (cloudflare) Object.assign(cloudflare, { health: 'fresh', status: 'ok' });
    changed('sources', [String(one['sourceId'])]);
    return { json: one };
  }
  const kind = kindFromPath(first);
  if (!kind) throw new Refused(404, 'Not found');
  if (first === 'clusters' && second === 'preview')
    return {
      json: {
        counts: { instances: of('instances').length, record_sets: Math.round(of('record_sets').length / 3) },
        samples: {
          instances: of('instances')
            .slice(0, 5)
            .map((one) => one['name']),
          record_sets: of('record_sets')
            .slice(0, 5)
            .map((one) => one['name']),
        },
      },
    };
  if (first === 'sources' && third === 'check') {
    find('sources', String(second));
    await new Promise((resolve) => setTimeout(resolve, 700));
    return {
      json: {
        ok: false,
        account: '123456789012',
        at: new Date().toISOString(),
        items: [
          { ability: 'sign in', ok: true, needs: null, detail: 'account 123456789012' },
          { ability: 'list instances', ok: true, needs: null, detail: '52 in eu-central-1' },
          {
            ability: 'read scheduled events',
            ok: false,
            needs: 'ec2:DescribeInstanceStatus',
            detail: 'UnauthorizedOperation',
          },
          { ability: 'list load balancers', ok: true, needs: null, detail: null },
        ],
      },
    };
  }
  if (first === 'sources' && third === 'sync')
    return { status: 202, json: pull(find('sources', String(second)), 'person') };
  if (first === 'sources' && third === 'scopes') return { json: { items: scopesOf(find('sources', String(second))) } };
  if (method !== 'GET' && third !== 'refresh')
    return write(kind.name, method, second, method === 'DELETE' ? {} : await body(request));
  if (!second) {
    const linked = (to: string) =>
      new Set(linksOf(linkEdges(), to.split(':')[1] ?? '').items.map((item) => item.object.id));
    const { all, ...page } = listOf(kind.name, of(kind.name), params, linked);
    if (request.headers.accept !== 'text/csv') return { json: page };
    const names = Object.keys(all[0] ?? {});
    return {
      type: 'text/csv',
      text: [names.join(','), ...all.map((one) => names.map((name) => csvCell(one[name])).join(','))].join('\r\n'),
    };
  }
  const thing = find(kind.name, second);
  if (third === 'refresh') {
    setTimeout(() => {
      Object.assign(thing, { seenAt: new Date().toISOString(), changedAt: new Date().toISOString() });
      changed(kind.name, [thing.id]);
    }, 600);
    return { status: 202, json: { requestId: newId(), sourceId: thing['sourceId'], dueAt: new Date().toISOString() } };
  }
  if (third === 'links') return { json: linksOf(linkEdges(), thing.id) };
  if (third === 'impact') return { json: impactOf(linkEdges(), kind.name, thing) };
  if (third === 'history') return { json: historyOf(estate, linkEdges(), kind.name, thing, params.get('before')) };
  if (third === 'samples')
    return { json: samplesOf(kind, thing, params.get('span') === 'day' ? 'day' : 'hour', params.get('at')) };
  if (third === 'raw')
    return {
      json: {
        raw: {
          InstanceId: thing['key'],
          State: { Name: thing['state'] },
          Tags: thing['tags'] ?? {},
          name: thing['name'],
        },
      },
    };
  return { json: thing };
}

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/api/v1/events') {
    if (!signedIn) return void response.writeHead(401).end();
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 2000\nevent: hello\ndata: ${JSON.stringify({ boot, at: new Date().toISOString() })}\n\n`);
    streams.add(response);
    request.on('close', () => streams.delete(response));
    return undefined;
  }
  if (!url.pathname.startsWith('/api/') && !url.pathname.startsWith('/dev/')) {
    if (options.static) staticPage(request, response, url, options.static);
    else response.writeHead(404).end();
    return undefined;
  }
  const requestId = newId();
  answer(request, url)
    .then(({ status = 200, json, text, type = 'application/json' }) => {
      response.writeHead(status, { 'content-type': type, 'x-request-id': requestId, 'cache-control': 'no-store' });
      response.end(status === 204 ? undefined : (text ?? JSON.stringify(json)));
    })
    .catch((error: unknown) => {
      const { status, errors, message } =
        error instanceof Refused ? error : { status: 500, errors: undefined, message: String(error) };
      response.writeHead(status, { 'content-type': 'application/problem+json', 'x-request-id': requestId });
      response.end(
        JSON.stringify({ type: 'about:blank', title: message, status, requestId, ...(errors ? { errors } : {}) }),
      );
    });
  return undefined;
}).listen(Number(options.port), '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${options.port}\n`));

// Pulls that find nothing new: rows stay as they are and are seen again.
setInterval(() => {
  for (const kind of kinds)
    for (const thing of of(kind.name))
      if (thing['staleAt'] && thing.status !== 'stale' && !thing['goneAt'])
        Object.assign(thing, { seenAt: ago(8000), staleAt: ago(-170_000) });
  for (const source of of('sources'))
    if (source['health'] === 'fresh') Object.assign(source, { lastCompleteAt: ago(8000), nextPullAt: ago(-40_000) });
}, 30_000).unref();
setInterval(() => send('beat', { at: new Date().toISOString() }), 5000).unref();
if (options.busy) setInterval(() => touch('record_sets', 3), 2000).unref();
