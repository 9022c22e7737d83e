import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kinds } from '../../contract/kinds/all.ts';
import { type PowerDns, startPowerDns } from '../../lab/powerdns.ts';
import { type Lab, startLab } from '../../lab/start.ts';
import { openPool, type Pool } from '../../model/database.ts';
import { startTestPostgres } from '../../runtime/postgres/test-server.ts';
import { ADMIN_PASSWORD, ADMIN_TOKEN, testServer, type TestServer } from '../../server/test-server.ts';
import { dumpOf, found } from './canaries.ts';
import { awsKey, cloudflareToken, dnsOutside, usualSets, type ZoneOfTest } from './dns-outside.ts';
import { type Echo, startEcho } from './echo.ts';
import { allComplete, forkWorker, until, type WorkerProcess } from './estate.ts';
import { forkServer } from './forked-server.ts';
import type { Plan } from './plan-panel.ts';

/** What sources are written with is in no word and no row but its sealed place, whatever becomes of plans, and whatever the outside answers. */
const zones: ZoneOfTest[] = [
  { name: 'shop.example', at: 'cloudflare', sets: usualSets() },
  { name: 'house.example', at: 'powerdns', sets: usualSets() },
];
const outside = dnsOutside(zones);
const wrong = { token: 'canary-of-a-wrong-cloudflare-token-4711', key: 'canary-of-a-wrong-powerdns-key-4711' };
const timing = { planLease: 5, grace: 0.3, pause: 0.05, deadline: 5 };

let first: TestServer;
let superuser: Pool;
let lab: Lab;
let powerdns: PowerDns | undefined;
let echo: Echo;
let scratch: string;
let server: Awaited<ReturnType<typeof forkServer>>;
let worker: WorkerProcess;
let cookie = '';
let said = '';
let answers = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'switchyard-secrets-'));
  first = await testServer();
  lab = await startLab({ world: () => outside.world() });
  powerdns = await startPowerDns({ stateDir: scratch, zones: lab.world.powerdns });
  lab.powerdnsApiUrl = powerdns?.apiUrl;
  echo = await startEcho(lab.port);
  const everything = new URL((await startTestPostgres()).adminUrl);
  everything.pathname = new URL(first.db.ownerUrl).pathname;
  superuser = openPool(everything.href, 2, 'test dump');
  const hear = (words: string) => void (said += words);
  server = await forkServer(first.db.webUrl, hear);
  worker = await forkWorker(first.db.workerUrl, undefined, hear, timing);
});
afterAll(async () => {
  await worker?.kill();
  await server?.kill();
  await echo?.stop();
  await lab?.stop();
  await powerdns?.stop();
  await superuser?.end();
  await first?.stop();
  if (scratch) await rm(scratch, { recursive: true, force: true });
});

/** By a session, whose cookie is a secret too; what is answered is kept. */
async function call<T>(method: string, path: string, body?: unknown, accept = 'application/json') {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      accept,
      ...(cookie ? { cookie } : {}),
      ...(method === 'GET' ? {} : { 'content-type': 'application/json', origin: server.url }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
  });
  const text = await response.text();
  answers += `\n${method} ${path} ${response.status} ${text}`;
  const json = /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as T) : (undefined as T);
  return { status: response.status, json, headers: response.headers };
}

async function comesToAnEnd(id: string): Promise<Plan> {
  const over = ['applied', 'failed', 'needs_person', 'partly_applied', 'expired', 'undone'];
  for (let patience = 1200; patience > 0; patience -= 1) {
    const { json } = await call<Plan>('GET', `/plans/${id}`);
    if (over.includes(json.state)) return json;
    await sleep(100);
  }
  throw new Error('the plan came to no end');
}

async function propose(action: string, params: Record<string, unknown>): Promise<string> {
  const { status, json } = await call<Plan>('POST', '/plans', { action, params, reason: 'a test' });
  expect(status).toBe(201);
  await until('it is proposed', async () => (await call<Plan>('GET', `/plans/${json.id}`)).json.state === 'proposed');
  return json.id;
}

const setIn = async (zone: string) => {
  const { json } = await call<{ items: { id: string; name: string }[] }>('GET', `/record-sets?q=www.${zone}&type=A`);
  return json.items.find(({ name }) => name === `www.${zone}`)!.id;
};

/** A plan in each zone, each with another value. */
let values = 0;
async function plans(): Promise<string[]> {
  const made: string[] = [];
  for (const { name, at } of zones)
    if (at === 'cloudflare' || powerdns)
      made.push(await propose('dns.edit', { recordSetId: await setIn(name), contents: [`192.0.2.${(values += 1)}`] }));
  return made;
}
const applied = async (ids: readonly string[]) => {
  for (const id of ids) await call('POST', `/plans/${id}/apply`, { override: true });
  return Promise.all(ids.map(comesToAnEnd));
};
const statesOf = (came: readonly Plan[]) => [...new Set(came.map(({ state }) => state))];

it('secrets of sources that plans write to are in no word, no answer and no row', async () => {
  const signedIn = await call('POST', '/session', { name: 'admin', password: ADMIN_PASSWORD });
  cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
  const estate = outside.estate({ url: echo.url, powerdns });
  expect((await call('POST', '/estate', { estate, dryRun: false })).status).toBe(200);
  await until('every source is complete', allComplete(first.db.worker));

  const good = await plans();
  expect(statesOf(await applied(good))).toEqual(['applied']);
  for (const id of good) {
    const { json } = await call<Plan>('POST', `/plans/${id}/undo`);
    expect((await comesToAnEnd(json.id)).state).toBe('applied');
  }

  // The outside shows in its errors what it was asked with: when a plan is applied, when one is checked, when a source is pulled.
  for (const says of ['401', '500', 'web page'] as const) {
    for (const to of ['writes', 'all'] as const) {
      const waiting = await plans();
      Object.assign(echo, { says, to });
      expect((await applied(waiting)).every(({ error }) => error !== null)).toBe(true);
      echo.says = 'what is behind';
    }
    echo.says = says;
    expect((await applied(await plans())).every(({ error }) => error !== null)).toBe(true);
    const since = await failedPulls();
    for (const { id } of await sources()) {
      await call('POST', `/sources/${id}/sync`);
      await call('POST', `/sources/${id}/check`);
    }
    await until('pulls have failed', async () => (await failedPulls()) > since);
    echo.says = 'what is behind';
    await recovered();
  }

  // Credentials that were wrong from then on.
  const late = await plans();
  const changed = [
    { name: 'cloudflare-1', settings: { apiToken: wrong.token } },
    ...(powerdns ? [{ name: 'powerdns', settings: { apiKey: wrong.key } }] : []),
  ];
  expect((await call('POST', '/estate', { estate: { sources: changed }, dryRun: false })).status).toBe(200);
  expect(statesOf(await applied(late))).toEqual(['failed']);

  await everythingAsked();
  await worker.kill();
  await server.kill();
  const secrets = [
    awsKey.secretAccessKey,
    cloudflareToken(1),
    wrong.token,
    wrong.key,
    ADMIN_PASSWORD,
    ADMIN_TOKEN,
    cookie.split('=')[1]!,
    Buffer.alloc(32, 7).toString('base64'),
    ...(powerdns ? [powerdns.apiKey] : []),
  ];
  const kept = await dumpOf(superuser);
  expect({ words: found(said, secrets), answers: found(answers, secrets), rows: found(kept, secrets) }).toEqual({
    words: [],
    answers: [],
    rows: [],
  });
  // What is no secret is there: it would have been found.
  expect([said, answers, kept].map((text) => text.includes('not known: '))).toEqual([true, true, true]);
  expect(['a write failed', 'pull broke off'].map((words) => said.includes(words))).toEqual([true, true]);
});

const sources = async () =>
  (await call<{ items: { id: string; system: string }[] }>('GET', '/sources?limit=100')).json.items;

const failedPulls = async () =>
  (
    await first.db.worker.query<{ count: number }>(
      `SELECT count(*) FROM sync_runs WHERE state = 'failed' AND trigger <> 'plan'`,
    )
  ).rows[0]!.count;

/** Pulls succeed again, so that there is something to plan with. */
async function recovered(): Promise<void> {
  const since = new Date().toISOString();
  for (const { id } of await sources()) await call('POST', `/sources/${id}/sync`);
  await until('all are pulled again', async () => {
    const { rowCount } = await first.db.worker.query(
      'SELECT 1 FROM sources WHERE last_complete_at < $1 OR last_complete_at IS NULL',
      [since],
    );
    return rowCount === 0;
  });
}

/** All that can be read, as JSON and as CSV. */
async function everythingAsked(): Promise<void> {
  for (const { name, origin } of kinds) {
    const path = `/${name.replaceAll('_', '-')}`;
    const { json } = await call<{ items: { id: string }[] }>('GET', `${path}?limit=1000`);
    await call('GET', path, undefined, 'text/csv');
    for (const { id } of json.items.slice(0, 100)) {
      await call('GET', `${path}/${id}`);
      if (name === 'plans') await call('GET', `${path}/${id}/steps?limit=1000`);
      if (origin === 'synced') await call('GET', `${path}/${id}/raw`);
    }
  }
  for (const path of ['/actions', '/overview', '/held-changes', '/systems', '/search?q=token'])
    expect((await call('GET', path)).status).toBe(200);
  for (const { id } of await sources()) await call('GET', `/sources/${id}/scopes`);
}
