import { createServer as httpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer as tcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startPlan } from '../../actions/engine/acts.ts';
import type { Draft, ProbeOrder } from '../../actions/engine/draft.ts';
import { failed, waiting } from '../../actions/engine/draft.ts';
import { proposePlan } from '../../actions/engine/propose.ts';
import { inTransaction } from '../../model/database.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { addressPolicy } from '../../runtime/http/address-policy.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { createOutgoing } from '../../runtime/http/guarded-request.ts';
import type { ClaimedWork } from '../../workers/due-work.ts';
import type { TaskTools } from '../../workers/task.ts';
import { TIMING } from '../../actions/engine/timing.ts';
import { checkPlan } from '../../workers/tasks/check-plan.ts';
import { planWorld } from './plan-world.ts';

const world = planWorld();
const db = () => world.db.worker;
const ana = { id: uuidv7(), name: 'ana' };
const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    if ('closeAllConnections' in server) (server as unknown as { closeAllConnections(): void }).closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function tools(allow: string[]): TaskTools {
  const policy = addressPolicy({ allow });
  return {
    pool: db(),
    masterKey: TEST_KEY,
    timing: TIMING,
    policy,
    outgoing: createOutgoing({ policy, userAgent: 'test' }),
    signal: new AbortController().signal,
  };
}

/** Proposed and checked, with a step of the panel's own that is there to be done. */
async function checked(more: Partial<Draft>, allow = ['127.0.0.0/8']) {
  const [sourceId] = [world.source.id];
  const draft: Draft = {
    title: 'T',
    button: 'T',
    steps: [
      {
        type: 'source.set-mode',
        v: 1,
        target: { sourceId, sourceName: world.source.name },
        before: 'read',
        after: 'write-all',
      },
    ],
    objects: [],
    clusterIds: [null],
    ...more,
  };
  const id = await inTransaction(db(), (client) =>
    proposePlan(client, { action: 'source.set-mode', params: {}, reason: '', draft, by: ana }),
  );
  await checkPlan.run({ subjectId: id } as ClaimedWork, tools(allow));
  const { state, checks } = (await readPlan(db(), id))!;
  return {
    id,
    state,
    checks: checks.map(({ name, state: is, detail }) => `${name} ${is}${detail ? `: ${detail}` : ''}`),
  };
}

const apply = (id: string, override = false) =>
  inTransaction(db(), (client) => startPlan(client, id, ana, { override, decisions: {} }));

const probed = (probe: ProbeOrder['probe'], addresses = ['127.0.0.1']): Partial<Draft> => ({
  checks: [waiting('probe', 'Each new address answers')],
  probes: [{ check: 'probe', addresses, probe }],
});

describe('a probe', () => {
  it('over TCP passes where somebody listens', async () => {
    const port = await listening(tcpServer((socket) => socket.end()));
    const { id, state, checks } = await checked(probed({ kind: 'tcp', port }));
    expect({ state, checks }).toEqual({ state: 'proposed', checks: ['probe passed: 1 of 1 answer', 'fresh passed'] });
    await apply(id);
    expect((await readPlan(db(), id))!.state).toBe('applying');
  });

  it('over HTTP asks as the name that is to move, and takes what is below 400 for well', async () => {
    const asked: IncomingMessage[] = [];
    const port = await listening(
      httpServer((request, response) => {
        asked.push(request);
        response.writeHead(request.url === '/well' ? 302 : 503, { location: '/' }).end();
      }),
    );
    const host = 'www.shop.example';
    expect((await checked(probed({ kind: 'http', port, path: '/well', host }))).checks[0]).toBe(
      'probe passed: 1 of 1 answer',
    );
    expect((await checked(probed({ kind: 'http', port, host }))).checks[0]).toBe(
      'probe failed: 127.0.0.1: answered 503',
    );
    expect(asked.map(({ url, headers }) => `${headers.host} ${url}`)).toEqual([`${host} /well`, `${host} /`]);
  });

  it('that fails blocks the plan, unless an admin overrides it', async () => {
    const server = tcpServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    open.length = 0;
    const { id, checks } = await checked(probed({ kind: 'tcp', port }, ['127.0.0.1', '127.0.0.2']));
    expect(checks[0]).toMatch(/^probe failed: 127\.0\.0\.1, 127\.0\.0\.2: .*ECONNREFUSED$/);
    await expect(apply(id)).rejects.toThrow(/these checks say no: probe/);
    await apply(id, true);
    expect((await readPlan(db(), id))!.state).toBe('applying');
  });

  it('goes only where this installation may connect to', async () => {
    const port = await listening(tcpServer((socket) => socket.end()));
    expect((await checked(probed({ kind: 'tcp', port }), [])).checks[0]).toMatch(
      /^probe failed: 127\.0\.0\.1: .*loopback/,
    );
  });

  it('is over when nobody answers', async () => {
    const port = await listening(httpServer(() => undefined));
    expect((await checked(probed({ kind: 'http', port }))).checks[0]).toBe('probe failed: 127.0.0.1: no answer in 3 s');
  });
});

describe('whether the model is fresh', () => {
  it('is asked of what would be written over', async () => {
    await db().query(`UPDATE sources SET mode = 'write-adopted' WHERE id = $1`, [world.source.id]);
    const { id, checks } = await checked({});
    expect(checks).toEqual(['fresh failed: its mode is write-adopted; plan again']);
    await expect(apply(id)).rejects.toThrow(/these checks say no: fresh/);
  });

  it('is not known where it cannot be asked', async () => {
    await db().query('UPDATE sources SET removed_at = now() WHERE id = $1', [world.source.id]);
    expect((await checked({})).checks).toEqual(['fresh failed: the source was removed']);
  });
});

it('what a planner has found stays as it is, and a plan that was called off is not checked', async () => {
  const { checks } = await checked({ checks: [failed('zone-share', 'few', '4 of 10')] });
  expect(checks).toEqual(['zone-share failed: 4 of 10', 'fresh passed']);
  const { id } = await checked({});
  await db().query(`UPDATE plans SET state = 'cancelled' WHERE id = $1`, [id]);
  await checkPlan.run({ subjectId: id } as ClaimedWork, tools([]));
  expect((await readPlan(db(), id))!.state).toBe('cancelled');
});
