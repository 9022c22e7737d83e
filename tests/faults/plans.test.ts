import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Timing } from '../../actions/engine/timing.ts';
import { openPool, type Pool } from '../../model/database.ts';
import { startTestPostgres } from '../../runtime/postgres/test-server.ts';
import { accountIdOf } from '../../sync/systems/powerdns/server.ts';
import { dnsOutside } from './dns-outside.ts';
import { forkWorker, until, type WorkerProcess } from './estate.ts';
import { type Held, heldRequests, type HeldRequests } from './held-requests.ts';
import { Matrix } from './matrix.ts';
import { Keeper, type Moment, MOMENTS } from './plan-moments.ts';
import { type Plan, planPanel, type PlanPanel } from './plan-panel.ts';
import { recordComplaints } from './plan-records.ts';
import { editTrial, purgeTrial, STEPS, type Trial, zoneOfTrial } from './plan-trials.ts';

/**
 * Workers that apply plans are killed with kill -9, or stand still and come back, at every moment of a write: afterwards the outside is as before or as
 * planned, or a person is asked; nothing was sent twice, and all that was sent is on record.
 */
const timing: Timing = { planLease: 2, grace: 1, pause: 0.1, deadline: 10 };
const STALLS = ['looking', 'on record, not sent', 'sent, arrives later'] as const satisfies readonly Moment[];

const zones = [...MOMENTS, ...STALLS].map((_, place) => ({
  cloudflare: zoneOfTrial('cloudflare', place),
  powerdns: zoneOfTrial('powerdns', place),
}));
const matrix = new Matrix('step', STEPS);

let panel: PlanPanel;
let gate: HeldRequests;
let superuser: Pool;
let keeper: Keeper;
let worker: WorkerProcess;
let said = '';
beforeAll(async () => {
  panel = await planPanel({
    worker: false,
    outside: dnsOutside(zones.flatMap((pair) => Object.values(pair))),
    front: async (port) => (gate = await heldRequests(port)),
  });
  const everything = new URL((await startTestPostgres()).adminUrl);
  everything.pathname = new URL(panel.workerUrl).pathname;
  superuser = openPool(everything.href, 4, 'test superuser');
  keeper = new Keeper(panel, gate, superuser);
  worker = await fork();
});
afterAll(async () => {
  matrix.print();
  await worker?.kill();
  await superuser?.end();
  await panel?.stop();
});

const fork = () => forkWorker(panel.workerUrl, undefined, (words) => (said += words), timing);

async function trialsOf(place: number, moment: Moment): Promise<Trial[]> {
  const { cloudflare, powerdns } = zones[place]!;
  const account = accountIdOf(`${gate.url}/powerdns`, 'localhost');
  return [
    await editTrial(panel, cloudflare, account),
    ...(panel.powerdns ? [await editTrial(panel, powerdns, account)] : []),
    // Nobody looks before a purge.
    ...(moment === 'looking' ? [] : [await purgeTrial(panel, cloudflare)]),
  ];
}

/** What must hold of a plan whose writer is gone, once another one has gone on with it. */
async function expectWhole(trial: Trial, row: string, moment: Moment): Promise<void> {
  const { plan, step, zone, before, after, arrived } = trial;
  if (after === undefined && moment === 'answered, record on its way') {
    await panel.comesTo(plan.id, 'applied');
    expect(arrived()).toHaveLength(1);
    return matrix.note(row, step, 'applied');
  }
  if (after === undefined) {
    expect((await panel.comesTo(plan.id, 'needs_person')).error).toMatch(/nobody can ask what became of it/);
    // Who looks finds out, and says so.
    await panel.api('POST', `/plans/${plan.id}/apply`, { decisions: { 1: arrived().length ? 'done' : 'again' } });
    await panel.comesTo(plan.id, 'applied');
    expect(arrived()).toHaveLength(1);
    return matrix.note(row, step, 'a person is asked');
  }
  expect(await panel.comesTo(plan.id, 'applied', 'needs_person', 'failed')).toMatchObject({ state: 'applied' });
  expect(await zone.sets()).toEqual(after);
  expect(arrived()).toHaveLength(1);
  const undo = await panel.api<Plan>('POST', `/plans/${plan.id}/undo`);
  await panel.comesTo(undo.id, 'applied');
  expect(await zone.sets()).toEqual(before);
  expect(arrived()).toHaveLength(2);
  matrix.note(row, step, 'applied, undone');
}

const complaints = () => recordComplaints(panel.db, panel.lab.requests.list());

describe('a worker killed with kill -9', () => {
  it.each(MOMENTS.map((moment, place) => [moment, place] as const))('%s', async (moment, place) => {
    const trials = await trialsOf(place, moment);
    const { requests, unlock } = await keeper.keep(moment, trials);
    await worker.kill();
    if (moment !== 'sent, arrives later') for (const request of requests) request.drop();
    await unlock();
    worker = await fork();
    if (moment === 'sent, arrives later') await arriveLate(trials, requests);
    await Promise.all(trials.map((trial) => expectWhole(trial, `killed ${moment}`, moment)));
    expect(await complaints()).toEqual([]);
  });
});

describe('a worker that stands still until another one has taken over', () => {
  it.each(STALLS.map((moment, at) => [moment, MOMENTS.length + at] as const))('%s', async (moment, place) => {
    const trials = await trialsOf(place, moment);
    const zombie = worker;
    const { requests, unlock } = await keeper.keep(moment, trials);
    zombie.stall();
    await unlock();
    const heard = said.length;
    worker = await fork();
    // What is under way arrives before its deadline: nobody may count on that any later.
    await until('another worker has them', async () => (await taken(trials)) || (await mustArrive(trials)));
    await Promise.all(requests.map((one) => one.passOn()));
    await Promise.all(trials.map((trial) => expectWhole(trial, `stalled ${moment}`, moment)));
    zombie.goOn();
    await until('it has noticed', async () => said.slice(heard).split('work failed').length > trials.length);
    await zombie.kill();
    for (const { arrived, after } of trials) expect(arrived()).toHaveLength(after ? 2 : 1);
    expect(await complaints()).toEqual([]);
  });
});

/** What is under way arrives when another worker has the plans, and before its deadline: nobody may count on that any later. */
async function arriveLate(trials: readonly Trial[], requests: readonly Held[]): Promise<void> {
  await until('another worker has them', async () => (await taken(trials)) || (await mustArrive(trials)));
  await Promise.all(requests.map((one) => one.passOn()));
}

const count = async (from: string, trials: readonly Trial[]) => {
  const ids = trials.map(({ plan }) => plan.id);
  return (await panel.db.query<{ count: number }>(`SELECT count(*) FROM ${from}`, [ids])).rows[0]!.count;
};
const taken = async (trials: readonly Trial[]) =>
  (await count('plans WHERE id = ANY ($1) AND fence > 1', trials)) === trials.length;
const mustArrive = async (trials: readonly Trial[]) =>
  (await count(`plan_steps WHERE plan_id = ANY ($1) AND deadline < now() + interval '3 seconds'`, trials)) > 0;
