import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { proposePlan } from '../../actions/engine/propose.ts';
import { TIMING } from '../../actions/engine/timing.ts';
import { inTransaction } from '../../model/database.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { addressPolicy } from '../../runtime/http/address-policy.ts';
import { createOutgoing } from '../../runtime/http/guarded-request.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { cloudflare } from '../../sync/systems/cloudflare/cloudflare.ts';
import { createPacing } from '../../sync/systems/pacing.ts';
import { budgetsOf } from '../../workers/budgets.ts';
import type { ClaimedWork } from '../../workers/due-work.ts';
import { checkPlan } from '../../workers/tasks/check-plan.ts';
import { cloudflareSet, cloudflareZone, planWorld } from './plan-world.ts';

const world = planWorld();
const signal = new AbortController().signal;
let provider: Server;
beforeAll(async () => {
  provider = createServer((_, response) => response.writeHead(429, { 'retry-after': '600' }).end('{}'));
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => provider.close(resolve)));

it('a provider that asks a plan to wait is left alone by pulls too', async () => {
  const source = await world.dns('cf', 'cloudflare', 'write-all');
  const baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  await world.db.worker.query('UPDATE sources SET settings = $2 WHERE id = $1', [
    source.id,
    { apiToken: 'of-tests', baseUrl },
  ]);
  await world.pullInto(source, {
    zones: [cloudflareZone('shop.example')],
    record_sets: [cloudflareSet('shop.example', 'www.shop.example', ['192.0.2.1'])],
  });
  const pulls = createPacing(cloudflare.pacing, signal, { budgets: budgetsOf(source.id), patienceMs: 5000 });
  await pulls.turn();

  const params = { recordSetId: await world.id('record_sets', 'www.shop.example'), ttl: 60 };
  const draft = await world.plan('dns.edit', params);
  const id = await inTransaction(world.db.worker, (client) =>
    proposePlan(client, { action: 'dns.edit', params, reason: '', draft, by: { id: uuidv7(), name: 'ana' } }),
  );
  const policy = addressPolicy({ allow: ['127.0.0.0/8'] });
  const outgoing = createOutgoing({ policy, userAgent: 'test' });
  const tools = { pool: world.db.worker, masterKey: TEST_KEY, timing: TIMING, policy, outgoing, signal };
  await checkPlan.run({ subjectId: id } as ClaimedWork, tools);
  const { checks } = (await readPlan(world.db.worker, id))!;
  expect(checks.find(({ name }) => name === 'fresh')).toMatchObject({
    state: 'failed',
    detail: expect.stringMatching(/429|rate/i) as string,
  });
  await expect(pulls.turn()).rejects.toThrow(/used up for/);
});
