import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../model/database.ts';
import { changeUser } from '../../model/panel/users.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { approvePlan, schedulePlan, startPlan } from './acts.ts';
import type { Draft } from './draft.ts';
import { failed } from './draft.ts';
import { proposePlan } from './propose.ts';

let db: TestDatabase;
const cluster = uuidv7();
const [ana, ben] = [
  { id: uuidv7(), name: 'ana' },
  { id: uuidv7(), name: 'ben' },
];
beforeAll(async () => {
  db = await testDatabase();
  await db.worker.query(
    `INSERT INTO clusters (id, name, time_zone, stage, rules, needs_approval) VALUES ($1, 'careful', 'UTC', 'production', '[]', true)`,
    [cluster],
  );
  for (const { id, name } of [ana, ben])
    await db.worker.query(
      `INSERT INTO users (id, name, role, disabled, password_hash) VALUES ($1, $2, 'operator', false, '')`,
      [id, name],
    );
});
afterAll(() => db.drop());

async function token(name: string, createdBy: string | null) {
  const id = uuidv7();
  await db.worker.query(
    `INSERT INTO tokens (id, name, role, created_by, token_hash) VALUES ($1, $2, 'operator', $3, gen_random_uuid()::text)`,
    [id, name, createdBy],
  );
  return { id, name };
}

interface Asked {
  by?: { id: string; name: string };
  scheduleFor?: string;
  checks?: Draft['checks'];
}

async function proposed({ by = ana, scheduleFor, checks }: Asked = {}): Promise<string> {
  const draft = { title: 'T', button: 'T', steps: [], objects: [], clusterIds: [cluster], checks };
  const id = await inTransaction(db.worker, (client) =>
    proposePlan(client, { action: 'test', params: {}, reason: '', draft, by, scheduleFor }),
  );
  await db.worker.query(`UPDATE plans SET state = 'proposed' WHERE id = $1`, [id]);
  return id;
}

const approve = (id: string, by: { id: string; name: string }) =>
  inTransaction(db.worker, (client) => approvePlan(client, id, by));
const apply = (id: string, override = false) =>
  inTransaction(db.worker, (client) => startPlan(client, id, ana, { override, decisions: {} }));
const stateOf = async (id: string) => (await readPlan(db.worker, id))!.state;
const soon = () => new Date(Date.now() + 60_000).toISOString();

it('is of a second person: not of who proposed, and not of what they made', async () => {
  const id = await proposed();
  await expect(apply(id)).rejects.toThrow(/a second person has to approve it first/);
  await expect(inTransaction(db.worker, (client) => schedulePlan(client, id, soon(), ana))).rejects.toThrow(
    /a second person/,
  );
  await expect(approve(id, ana)).rejects.toThrow(/a second person has to approve it$/);
  const robot = await token('robot', 'ana');
  await expect(approve(id, robot)).rejects.toThrow(/this token is of the first/);
  await expect(approve(id, await token('robot of a robot', 'robot'))).rejects.toThrow(/this token is of the first/);
  expect(await stateOf(id)).toBe('proposed');
  await approve(id, ben);
  expect(await readPlan(db.worker, id)).toMatchObject({ state: 'approved', approvedBy: 'ben' });
  await apply(id);
  expect(await stateOf(id)).toBe('applying');
});

it('is not of the person behind the token that proposed', async () => {
  const robot = await token('robot', 'ana');
  const id = await proposed({ by: robot });
  await expect(approve(id, ana)).rejects.toThrow(/a second person/);
  await expect(approve(id, await token('another', 'ana'))).rejects.toThrow(/a second person/);
  await approve(id, await token('installation', null));
  expect(await stateOf(id)).toBe('approved');
});

it('is not of the first person under another name', async () => {
  const robot = await token('robot of long ago', 'ana');
  const id = await proposed({ by: robot });
  const named = (name: string) =>
    inTransaction(db.worker, (client) => changeUser(client, ana.id, { name }, { sessionId: null }));
  await named('ann');
  await expect(approve(id, { ...ana, name: 'ann' })).rejects.toThrow(/a second person/);
  await named('ana');
});

it('cannot be kept from somebody by a token with their name', async () => {
  await token('ben', 'ana');
  const id = await proposed();
  await approve(id, ben);
  expect(await stateOf(id)).toBe('approved');
});

it('once given is not asked for again, and is not there to be given where nobody asks', async () => {
  const id = await proposed();
  await approve(id, ben);
  await expect(approve(id, ben)).rejects.toThrow(/it has not been applied/);
  await db.worker.query('UPDATE clusters SET needs_approval = false');
  const free = await proposed();
  await db.worker.query('UPDATE clusters SET needs_approval = true');
  await expect(approve(free, ben)).rejects.toThrow(/it needs no approval/);
});

it('of a plan with a time schedules it, unless that has passed or a check says no', async () => {
  const id = await proposed({ scheduleFor: soon() });
  await approve(id, ben);
  expect(await stateOf(id)).toBe('scheduled');

  const late = await proposed({ scheduleFor: soon() });
  await db.worker.query(`UPDATE plans SET scheduled_for = now() - interval '1 minute' WHERE id = $1`, [late]);
  await approve(late, ben);
  expect(await stateOf(late)).toBe('approved');

  const blocked = await proposed({ scheduleFor: soon(), checks: [failed('zone-share', 'few', 'many')] });
  await approve(blocked, ben);
  expect(await stateOf(blocked)).toBe('approved');
  await expect(apply(blocked)).rejects.toThrow(/these checks say no: zone-share/);
});

it('does not outdo a check: that takes an override, which stands in the audit', async () => {
  const id = await proposed({ checks: [failed('zone-share', 'few', 'many'), failed('one-cluster', 'one', 'two')] });
  await approve(id, ben);
  await apply(id, true);
  expect((await readPlan(db.worker, id))!.checks).toMatchObject([{ overridden: true }, { overridden: true }]);
  const { rows } = await db.worker.query<{ after: unknown }>(
    `SELECT after FROM audit WHERE plan_id = $1 AND action = 'plans.apply'`,
    [id],
  );
  expect(rows).toEqual([{ after: { overridden: ['zone-share', 'one-cluster'] } }]);
});

it('no plan is proposed for an instant that has passed', async () => {
  await expect(proposed({ scheduleFor: '2020-01-01T00:00:00Z' })).rejects.toThrow(
    'scheduleFor: this instant has passed',
  );
});
