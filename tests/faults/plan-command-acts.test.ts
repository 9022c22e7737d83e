import { userInfo } from 'node:os';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORKER_CONNECTION } from '../../model/work/due-work.ts';
import { type CommandPanel, commandPanel, numberIn } from './command-panel.ts';
import { until } from './estate.ts';
import type { Plan, PlanPanel } from './plan-panel.ts';

const FLIP = ['dns.flip', '--from-load-balancer', 'side-a', '--to-load-balancer', 'side-b'];
const EDIT = ['dns.edit', '--record-set', 'www.shop.example/A', '--ttl', '240'];

let commands: CommandPanel;
let panel: PlanPanel;
beforeAll(async () => {
  commands = await commandPanel();
  ({ panel } = commands);
});
afterAll(() => commands?.stop());

const start: CommandPanel['start'] = (args, more) => commands.start(args, more);
const run: CommandPanel['run'] = (args, more) => commands.run(args, more);
const says = (text: string) => expect.stringContaining(text) as string;
const latest = async () => (await panel.api<{ items: Plan[] }>('GET', '/plans?limit=1')).items[0]!;
const waiting = async (id: string) =>
  (await panel.api<{ waiting: { seconds: number; workersRun: boolean } | null }>('GET', `/plans/${id}/waiting`))
    .waiting;

/** For as long as the work takes, every plan in the cluster needs a second person. */
async function carefully<T>(work: () => Promise<T>): Promise<T> {
  const { id } = await panel.one('clusters', 'plans');
  await panel.api('PATCH', `/clusters/${id}`, { needsApproval: true });
  return work().finally(() => panel.api('PATCH', `/clusters/${id}`, { needsApproval: false }));
}

it('a plan that no worker takes up says so, and how to start one; it goes on once one runs', async () => {
  const planning = start(['plan', ...EDIT]);
  await until('the command has said why nothing happens', async () => planning.soFar().includes('no worker runs'));
  expect(planning.soFar()).toMatch(/^plan \d+, for \d+ s: no worker runs .*“switchyard worker”/);
  const { id, state } = await latest();
  expect(state).toBe('checking');
  expect(await waiting(id)).toMatchObject({ workersRun: false, seconds: expect.any(Number) as number });
  const busy = new pg.Client({ connectionString: panel.workerUrl, application_name: WORKER_CONNECTION });
  await busy.connect();
  expect(await waiting(id)).toMatchObject({ workersRun: true });
  await until('the command has said that it is another reason', async () =>
    planning.soFar().includes('those that run have other work'),
  );
  await busy.end();
  const worker = await panel.startWorker();
  try {
    expect(await planning.ended).toMatchObject({ code: 0, stdout: says('Apply it with: switchyard apply') });
    expect(await waiting(id)).toBeNull();
  } finally {
    await worker.stop();
  }
});

describe('with a panel that answers', () => {
  let worker: Awaited<ReturnType<PlanPanel['startWorker']>>;
  beforeAll(async () => {
    worker = await panel.startWorker();
  });
  afterAll(() => worker.stop());

  it('a second person approves, and nobody else', async () => {
    const operator = { SWITCHYARD_TOKEN: await panel.server.token('operator', null) };
    await carefully(async () => {
      const number = numberIn((await run(['plan', ...EDIT])).stdout);
      expect(await run(['schedule', number, '+2h', '--yes'])).toMatchObject({ code: 4, stderr: says('second person') });
      expect(await run(['approve', number, '--yes'])).toMatchObject({
        code: 2,
        stderr: says('a second person has to'),
      });
      expect(await run(['approve', number], operator)).toMatchObject({ code: 1, stderr: says('nobody to ask') });
      expect(await run(['approve', number, '--yes', '--reason', 'x'], operator)).toMatchObject({ code: 1 });
      const approved = await run(['approve', number, '--yes'], operator);
      expect(approved).toMatchObject({ code: 0, stdout: says(`plan ${number}: approved\n`) });
      expect(approved.stdout).toContain('~ www.shop.example A');
      expect((await run(['apply', number, '--yes'])).code).toBe(0);
      expect(await run(['approve', number, '--yes'], operator)).toMatchObject({
        code: 2,
        stderr: says('it was applied'),
      });
    });
    expect((await run(['undo', String((await latest()).number), '--yes'])).code).toBe(0);
  });

  it('a plan is applied at an instant, which can be changed and called off', async () => {
    const asked = await run(['plan', ...EDIT, '--apply', '--at', '2099-01-01T02:00:00Z', '--yes', '--json']);
    expect(asked.code, asked.stderr).toBe(0);
    const { plan } = JSON.parse(asked.stdout) as { plan: Plan & { scheduledFor: string } };
    expect(plan.state).toBe('scheduled');
    expect(Date.parse(plan.scheduledFor)).toBe(Date.parse('2099-01-01T02:00:00Z'));
    const number = String(plan.number);
    expect(await run(['schedule', number, '2099-01-01T03:00:00Z', '--yes'])).toMatchObject({
      code: 0,
      stdout: says(`plan ${number}: scheduled for 2099-01-01T03:00:00.000Z`),
    });
    const wrong: [string[], number, string][] = [
      [['schedule', number, 'soon', '--yes'], 1, 'soon is no instant'],
      [['schedule', number, '2020-01-01T00:00:00Z', '--yes'], 1, 'this instant has passed'],
      [['apply', number, '--at', '+2h', '--override', '--yes'], 1, '--at goes with neither'],
      [['schedule', number, '+2h'], 1, 'nobody to ask'],
    ];
    const answers = await Promise.all(wrong.map(([args]) => run(args)));
    for (const [place, [, code, stderr]] of wrong.entries())
      expect(answers[place]).toMatchObject({ code, stderr: says(stderr) });
    expect(await run(['cancel', number])).toMatchObject({ code: 0, stdout: `plan ${number}: cancelled\n` });
    expect(await run(['schedule', number, '+2h', '--yes'])).toMatchObject({
      code: 2,
      stderr: says('it was cancelled'),
    });
  });

  it('one that is being applied is paused between two steps, and gone on with', async () => {
    const held = commands.gate.hold((request) => request.includes('/dns_records/batch'), 'asked');
    const applying = start(['plan', ...FLIP, '--apply', '--yes']);
    const request = await held;
    const { id, number } = await latest();
    const pausing = start(['pause', String(number)]);
    await until('it is told to pause', async () => {
      const { rows } = await panel.db.query<{ wanted: string | null }>('SELECT wanted FROM plans WHERE id = $1', [id]);
      return rows[0]!.wanted === 'pause';
    });
    await request.passOn();
    expect(await pausing.ended).toMatchObject({ code: 0, stdout: says(`go on with: switchyard apply ${number}\n`) });
    expect(await applying.ended).toMatchObject({ code: 4, stdout: says(`plan ${number}: paused`) });
    expect((await panel.steps(id)).map(({ state }) => state)).toEqual(['applied', 'waiting']);
    expect(await run(['pause', String(number)])).toMatchObject({ code: 2, stderr: says('it is paused') });
    expect((await run(['apply', String(number), '--yes'])).code).toBe(0);
    expect((await run(['undo', String(number), '--yes'])).code).toBe(0);
  });

  it('on the database itself a second person gives a reason, which is on record as an override', async () => {
    const broken = (...args: string[]) => run([...args, '--break-glass'], commands.inDatabase);
    const me = `break-glass:${userInfo().username}`;
    const free = numberIn((await broken('plan', ...EDIT)).stdout);
    expect(await broken('schedule', free, '+2h', '--yes')).toMatchObject({
      code: 2,
      stderr: says('no user of the panel'),
    });
    await carefully(async () => {
      const own = numberIn((await broken('plan', ...EDIT)).stdout);
      expect(await broken('approve', own, '--yes', '--reason', 'nobody is there')).toMatchObject({
        code: 2,
        stderr: says('a second person has to approve it'),
      });
      expect(await broken('schedule', own, '+2h', '--yes')).toMatchObject({ code: 4, stderr: says('second person') });
      expect((await broken('cancel', own)).code).toBe(0);

      const number = numberIn((await run(['plan', ...EDIT])).stdout);
      expect(await broken('approve', number, '--yes')).toMatchObject({ code: 1, stderr: says('--reason says why') });
      expect((await panel.api<Plan>('GET', `/plans/${(await latest()).id}`)).state).toBe('proposed');
      expect((await broken('approve', number, '--yes', '--reason', 'the panel is down')).code).toBe(0);
      expect((await broken('schedule', number, '+2h', '--yes')).code).toBe(0);
      expect((await run(['cancel', number])).code).toBe(0);
      const { rows } = await panel.db.query<{ actor: string; after: unknown }>(
        `SELECT a.actor, a.after FROM audit a JOIN plans p ON p.id = a.plan_id WHERE p.number = $1 AND a.action = 'plans.approve'`,
        [Number(number)],
      );
      expect(rows).toEqual([
        { actor: me, after: { approvedBy: me, overridden: ['second-person'], reason: 'the panel is down' } },
      ]);
    });
  });
});
