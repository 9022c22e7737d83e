import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlanState } from '../../contract/plans/states.ts';
import type { StepData } from '../../contract/plans/steps.ts';
import { inTransaction } from '../../model/database.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { listSteps } from '../../model/plans/step-row.ts';
import { TEST_KEY, testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { cancelPlan, pausePlan, startPlan, undoPlan } from './acts.ts';
import { applyPlan, type Application } from './apply-plan.ts';
import { proposePlan } from './propose.ts';
import { ScriptedOutside } from './scripted-step.ts';
import { StepFailure } from './step-type.ts';
import { releaseTarget, takeTarget } from './target-lease.ts';

let db: TestDatabase;
let outside: ScriptedOutside;
const ana = { id: uuidv7(), name: 'ana' };
const quick = { planLease: 2, grace: 0.2, pause: 0.01, deadline: 1 };

beforeAll(async () => {
  expect(TEST_KEY.length).toBe(32);
  db = await testDatabase();
});
afterAll(() => db.drop());
beforeEach(() => {
  outside = new ScriptedOutside();
});

/** A plan of so many places, proposed and checked. */
async function planned(
  places: string[],
  { also = [], ...more }: { onFailure?: 'stop' | 'roll-back'; also?: StepData[] } = {},
): Promise<string> {
  const steps: StepData[] = [...places.map((place) => outside.step(place, 'read', 'write-all')), ...also];
  const draft = { title: 'Write', button: 'Write', steps, objects: [], clusterIds: [null], ...more };
  const id = await inTransaction(db.worker, (client) =>
    proposePlan(client, { action: 'test', params: {}, reason: '', draft, by: ana }),
  );
  await db.worker.query(`UPDATE plans SET state = 'proposed', checks = '[]' WHERE id = $1`, [id]);
  return id;
}

const start = (id: string, decisions: Record<string, 'done' | 'again' | 'skip'> = {}) =>
  inTransaction(db.worker, (client) => startPlan(client, id, ana, { override: false, decisions }));

const run = (id: string, more: Partial<Pick<Application, 'signal' | 'decisions' | 'makeReady'>> = {}) =>
  applyPlan(db.worker, {
    planId: id,
    by: 'test',
    makeReady: outside.makeReady,
    timing: quick,
    signal: new AbortController().signal,
    ...more,
  });

async function applied(id: string) {
  await start(id);
  return run(id);
}

const stateOf = async (id: string): Promise<PlanState> => (await readPlan(db.worker, id))!.state;
const steps = async (id: string) => (await listSteps(db.worker, id)).map(({ state }) => state);
const undo = async (id: string) => {
  const undoing = await inTransaction(db.worker, (client) => undoPlan(client, id, ana));
  for (let again = await run(undoing); again.againIn !== null; again = await run(undoing)) if (await stalled(id)) break;
  return undoing;
};
const stalled = async (id: string) => (await stateOf(id)) === 'applying';
const audit = async (id: string) =>
  (
    await db.worker.query<{ action: string }>('SELECT action FROM audit WHERE plan_id = $1 ORDER BY at, id', [id])
  ).rows.map(({ action }) => action);

describe('a plan', () => {
  it('writes each step once, in order, and has all of it on record before it leaves', async () => {
    const id = await planned(['a', 'b', 'c']);
    const seen: string[][] = [];
    outside.onWrite = async () => void seen.push(await audit(id));
    expect(await applied(id)).toEqual({ againIn: null });
    expect(await stateOf(id)).toBe('applied');
    expect(outside.writes.map(({ place }) => place)).toEqual(['a', 'b', 'c']);
    expect(seen.map((acts) => acts.filter((act) => act === 'plans.write').length)).toEqual([1, 2, 3]);
    expect(await audit(id)).toEqual([
      'plans.propose',
      'plans.apply',
      ...['a', 'b', 'c'].flatMap(() => ['plans.write', 'plans.step-applied']),
      'plans.applied',
    ]);
  });

  it('has on record what name servers say of a step, without a step that waits for it', async () => {
    const id = await planned(['a', 'b']);
    outside.verify = async (place) => {
      if (place === 'b') throw new Error('nobody answered');
      await vi.waitFor(async () => expect(await stateOf(id)).toBe('applied'));
      return ['ns one answers a'];
    };
    await applied(id);
    const said = (await listSteps(db.worker, id)).map(({ verified }) => verified);
    expect(said).toEqual([['ns one answers a'], ['not verified: nobody answered']]);
    expect((await audit(id)).filter((act) => act === 'plans.step-verified')).toHaveLength(2);
  });

  it('is over when what it has seen is in the model, for which no step waits', async () => {
    const over: string[] = [];
    const [id, other] = [await planned(['a', 'b']), await planned(['c', 'd'])];
    outside.takeIn = async (place) => {
      if (place === 'a') await vi.waitFor(async () => expect(await steps(id)).toEqual(['applied', 'applied']));
      else await sleep(300);
      over.push(`${place}: ${await stateOf('ab'.includes(place) ? id : other)}`);
    };
    await applied(id);
    expect([await stateOf(id), over.toSorted()]).toEqual(['applied', ['a: applying', 'b: applying']]);
    outside.holds.set('d', 'somebody-else');
    await applied(other);
    expect([await stateOf(other), over.slice(2).toSorted()]).toEqual([
      'partly_applied',
      ['c: applying', 'd: applying'],
    ]);
  });

  it('that was applied is not applied twice', async () => {
    const id = await planned(['a']);
    await applied(id);
    await expect(start(id)).rejects.toThrow('it was applied');
    expect(await run(id)).toEqual({ againIn: null });
    expect(outside.writes).toHaveLength(1);
  });

  it('of which all is so already sends nothing, and has nothing to undo', async () => {
    const id = await planned(['a']);
    outside.holds.set('a', 'write-all');
    await applied(id);
    expect([await stateOf(id), outside.writes.length]).toEqual(['applied', 0]);
    await expect(undo(id)).rejects.toThrow('nothing of it was written');
  });

  it('expires when a target has moved before anything was sent', async () => {
    const id = await planned(['a', 'b']);
    outside.holds.set('a', 'somebody-else');
    await applied(id);
    expect([await stateOf(id), outside.writes.length]).toEqual(['expired', 0]);
    expect((await readPlan(db.worker, id))!.error).toContain('a is somebody-else');
  });

  it('is applied in part when a later target has moved, and can be gone on with when that is mended', async () => {
    const id = await planned(['a', 'b', 'c']);
    outside.holds.set('b', 'somebody-else');
    await applied(id);
    expect([await stateOf(id), await steps(id)]).toEqual(['partly_applied', ['applied', 'failed', 'waiting']]);
    outside.holds.set('b', 'read');
    await applied(id);
    expect([await stateOf(id), outside.writes.map(({ place }) => place)]).toEqual(['applied', ['a', 'b', 'c']]);
  });

  it('rolls itself back when it was planned so and a later step fails', async () => {
    const id = await planned(['a', 'b'], { onFailure: 'roll-back' });
    outside.trouble.set('b', ['refused']);
    await applied(id);
    const { undoneBy } = (await readPlan(db.worker, id))!;
    await run(undoneBy!);
    expect([await stateOf(id), await stateOf(undoneBy!), outside.holds.get('a')]).toEqual([
      'undone',
      'applied',
      'read',
    ]);
  });

  it('is rolled back once when a person was quicker', async () => {
    const id = await planned(['a', 'b'], { onFailure: 'roll-back' });
    outside.trouble.set('b', ['refused']);
    outside.onWrite = async (place) => {
      if (place === 'b') await inTransaction(db.worker, (client) => undoPlan(client, id, ana));
    };
    await applied(id);
    const { rows } = await db.worker.query<{ id: string }>('SELECT id FROM plans WHERE undoes = $1', [id]);
    expect(rows).toHaveLength(1);
    await run(rows[0]!.id);
    expect([await stateOf(id), outside.holds.get('a')]).toEqual(['undone', 'read']);
  });

  it('that is to be rolled back is neither gone on with nor paused until it is', async () => {
    const id = await planned(['a', 'b']);
    await start(id);
    outside.onWrite = async () => {
      outside.onWrite = async () => undefined;
      await inTransaction(db.worker, (client) => undoPlan(client, id, ana));
      await expect(inTransaction(db.worker, (client) => pausePlan(client, id, ana))).rejects.toThrow(
        'another plan is undoing it',
      );
    };
    await run(id);
    // It has stopped, and the undo has not begun yet.
    expect([await stateOf(id), await steps(id)]).toEqual(['partly_applied', ['applied', 'waiting']]);
    await expect(start(id)).rejects.toThrow('another plan is undoing it');
    await run((await readPlan(db.worker, id))!.undoneBy!);
    expect([await stateOf(id), ...outside.holds.values()]).toEqual(['undone', 'read']);
  });

  it('that is cancelled cannot be applied', async () => {
    const id = await planned(['a']);
    await inTransaction(db.worker, (client) => cancelPlan(client, id, ana));
    await expect(start(id)).rejects.toThrow('it was cancelled');
  });

  it('that is paused stops after its present step and goes on from there', async () => {
    const id = await planned(['a', 'b', 'c']);
    outside.onWrite = async (place) => {
      if (place === 'b') await inTransaction(db.worker, (client) => pausePlan(client, id, ana));
    };
    await applied(id);
    expect([await stateOf(id), await steps(id)]).toEqual(['paused', ['applied', 'applied', 'waiting']]);
    await applied(id);
    expect([await stateOf(id), outside.writes.length]).toEqual(['applied', 3]);
  });
});

describe('a write', () => {
  it('that failed with 500 and was not done is sent again', async () => {
    const id = await planned(['a']);
    outside.trouble.set('a', ['500-before', '500-before']);
    await applied(id);
    expect([await stateOf(id), outside.writes.length]).toEqual(['applied', 1]);
  });

  it('that failed with 500 after it was done is not sent again', async () => {
    const id = await planned(['a']);
    outside.trouble.set('a', ['500-after']);
    await applied(id);
    expect([await stateOf(id), outside.writes.length]).toEqual(['applied', 1]);
  });

  it('that fails for ever is given up, with nothing written', async () => {
    const id = await planned(['a']);
    outside.trouble.set(
      'a',
      Array.from({ length: 9 }, () => '500-before' as const),
    );
    await applied(id);
    expect([await stateOf(id), await steps(id), outside.writes.length]).toEqual(['failed', ['failed'], 0]);
  });

  it('that is refused is not sent again', async () => {
    const id = await planned(['a', 'b']);
    outside.trouble.set('b', ['refused']);
    await applied(id);
    expect([await stateOf(id), await steps(id)]).toEqual(['partly_applied', ['applied', 'failed']]);
    expect(outside.trouble.get('b')).toEqual([]);
  });

  it('that is asked to wait comes back after the time it was told', async () => {
    const id = await planned(['a']);
    outside.trouble.set('a', ['429']);
    expect(await applied(id)).toEqual({ againIn: 1 });
    expect(await stateOf(id)).toBe('applying');
    await run(id);
    expect([await stateOf(id), outside.writes.length]).toEqual(['applied', 1]);
  });

  it('that was done is asked about once it may be, and not sent again', async () => {
    const id = await planned(['a']);
    outside.trouble.set('a', ['500-after', 'read-429']);
    expect(await applied(id)).toEqual({ againIn: 1 });
    expect([await stateOf(id), await steps(id)]).toEqual(['applying', ['sent']]);
    await run(id);
    expect([await stateOf(id), outside.writes.length]).toEqual(['applied', 1]);
  });

  it('that never answers ends at its deadline, and the outside is asked', async () => {
    const id = await planned(['a']);
    outside.trouble.set('a', ['hangs']);
    await applied(id);
    expect([await stateOf(id), outside.writes.length]).toEqual(['applied', 1]);
  });

  it('whose effect nobody can ask about waits for a person, and does what they say', async () => {
    for (const [decision, writes] of [
      ['done', 1],
      ['again', 2],
      ['skip', 1],
    ] as const) {
      outside = new ScriptedOutside();
      const id = await planned([`blind-${decision}`]);
      outside.trouble.set(`blind-${decision}`, ['500-after']);
      await applied(id);
      expect([await stateOf(id), await steps(id)]).toEqual(['needs_person', ['unsure']]);
      await expect(start(id)).rejects.toThrow('say of step 1');
      await expect(start(id, { 2: 'done', 1: 'done' })).rejects.toThrow('decisions.2');
      await start(id, { 1: decision });
      await run(id, { decisions: { 1: decision } });
      expect([await stateOf(id), outside.writes.length]).toEqual(['applied', writes]);
    }
  });

  it('that something foreign followed waits for a person, who is shown it', async () => {
    const id = await planned(['a']);
    outside.trouble.set('a', ['500-before']);
    outside.onWrite = async () => void outside.holds.set('a', 'somebody-else');
    await applied(id);
    expect([await stateOf(id), (await listSteps(db.worker, id))[0]!.foreign]).toEqual([
      'needs_person',
      ['a is somebody-else'],
    ]);
  });
});

describe('an undo', () => {
  it('brings back what was found, last step first', async () => {
    const id = await planned(['a', 'b']);
    await applied(id);
    const undoing = await undo(id);
    expect(outside.writes.slice(2)).toEqual([
      { place: 'b', value: 'read' },
      { place: 'a', value: 'read' },
    ]);
    expect([await stateOf(id), await stateOf(undoing)]).toEqual(['undone', 'applied']);
    await expect(undo(id)).rejects.toThrow('it was undone');
  });

  it('is refused where a target is no longer as it was left, and can be tried again', async () => {
    const id = await planned(['a']);
    await applied(id);
    outside.holds.set('a', 'somebody-else');
    const undoing = await undo(id);
    expect([await stateOf(undoing), outside.holds.get('a'), await stateOf(id)]).toEqual([
      'expired',
      'somebody-else',
      'applied',
    ]);
    outside.holds.set('a', 'write-all');
    await undo(id);
    expect([await stateOf(id), outside.holds.get('a')]).toEqual(['undone', 'read']);
  });

  it('goes on where one of its targets is not as it was left, tells which, and brings that back when it is mended', async () => {
    const id = await planned(['a', 'b', 'c', 'd']);
    await applied(id);
    outside.holds.set('d', 'somebody-else');
    outside.trouble.set('b', ['refused']);
    const undoing = await undo(id);
    expect([...outside.holds.values()]).toEqual(['read', 'write-all', 'read', 'somebody-else']);
    expect([await stateOf(id), await stateOf(undoing), await steps(undoing)]).toEqual([
      'undoing',
      'partly_applied',
      ['failed', 'applied', 'failed', 'applied'],
    ]);
    expect((await readPlan(db.worker, undoing))!.error).toBe(
      'step 1: what it would change has moved: d is somebody-else; step 3: it said no',
    );
    outside.holds.set('d', 'write-all');
    await applied(undoing);
    expect([await stateOf(id), await stateOf(undoing), ...outside.holds.values()]).toEqual([
      'undone',
      'applied',
      ...Array(4).fill('read'),
    ]);
  });

  it('stops before steps of another type, which may stand on one that was not brought back', async () => {
    const id = await planned(['a'], { also: [outside.adoptStep('b'), outside.adoptStep('c')] });
    await applied(id);
    outside.holds.set('c', 'somebody-else');
    const undoing = await undo(id);
    expect([await steps(undoing), ...outside.holds.values()]).toEqual([
      ['failed', 'applied', 'waiting'],
      'write-all',
      'read',
      'somebody-else',
    ]);
  });

  it('of which every target is another one comes to nothing', async () => {
    const places = ['a', 'b', 'c', 'd', 'e'];
    const id = await planned(places);
    await applied(id);
    for (const place of places) outside.holds.set(place, 'somebody-else');
    const undoing = await undo(id);
    expect([await stateOf(id), await stateOf(undoing), outside.writes.length]).toEqual(['applied', 'expired', 5]);
    expect((await readPlan(db.worker, undoing))!.error).toMatch(
      /^step 1: .+; step 2: .+; step 3: .+; and 2 more steps$/,
    );
  });

  it('can be undone: what it took back holds again, and can be taken back again', async () => {
    const id = await planned(['a', 'b']);
    await applied(id);
    const first = await undo(id);
    const second = await undo(first);
    expect([await stateOf(id), await stateOf(first), await stateOf(second)]).toEqual(['applied', 'undone', 'applied']);
    expect([...outside.holds.values()]).toEqual(['write-all', 'write-all']);
    await undo(id);
    expect([await stateOf(id), ...outside.holds.values()]).toEqual(['undone', 'read', 'read']);
  });

  it('that was done in part and is itself undone leaves its plan applied', async () => {
    const id = await planned(['a', 'b']);
    await applied(id);
    outside.trouble.set('a', ['refused']);
    const first = await undo(id);
    expect([await stateOf(id), await stateOf(first)]).toEqual(['undoing', 'partly_applied']);
    await undo(first);
    expect([await stateOf(id), await stateOf(first), ...outside.holds.values()]).toEqual([
      'applied',
      'undone',
      'write-all',
      'write-all',
    ]);
  });

  it('stays applied, and its plan undone, when the undo of it comes to nothing', async () => {
    const id = await planned(['a']);
    await applied(id);
    const first = await undo(id);
    outside.holds.set('a', 'somebody-else');
    const second = await undo(first);
    expect([await stateOf(id), await stateOf(first), await stateOf(second)]).toEqual(['undone', 'applied', 'expired']);
  });

  it('of a plan that is being applied stops it after its present step', async () => {
    const id = await planned(['a', 'b', 'c']);
    let undoing = '';
    outside.onWrite = async (place) => {
      if (place === 'b' && !undoing) undoing = await inTransaction(db.worker, (client) => undoPlan(client, id, ana));
    };
    await start(id);
    await run(id);
    expect([await stateOf(id), await steps(id)]).toEqual(['partly_applied', ['applied', 'applied', 'waiting']]);
    await run(undoing);
    expect([await stateOf(id), await stateOf(undoing)]).toEqual(['undone', 'applied']);
    expect([...outside.holds.values()]).toEqual(['read', 'read']);
  });

  it('fails in words when what it would bring back is out of reach, and can be tried again', async () => {
    const id = await planned(['a']);
    await applied(id);
    const undoing = await inTransaction(db.worker, (client) => undoPlan(client, id, ana));
    await run(undoing, {
      makeReady: () => Promise.reject(new StepFailure('refused', 'the source was removed')),
    });
    expect([await stateOf(id), await stateOf(undoing)]).toEqual(['applied', 'failed']);
    expect((await readPlan(db.worker, undoing))!.error).toBe('the source was removed');
    await undo(id);
    expect([await stateOf(id), outside.holds.get('a')]).toEqual(['undone', 'read']);
  });

  it('waits while what it undoes is still writing', async () => {
    const id = await planned(['a', 'b']);
    await start(id);
    const undoing = await inTransaction(db.worker, (client) => undoPlan(client, id, ana));
    expect(await run(undoing)).toEqual({ againIn: 0.2 });
    await run(id);
    await run(undoing);
    expect([await stateOf(id), await stateOf(undoing), outside.writes.length]).toEqual(['undone', 'applied', 0]);
  });
});

describe('a writer', () => {
  /** As a worker that is stopped in the middle of a request leaves it. What kill -9 leaves is tried by `test:faults`. */
  async function diesAt(id: string, place: string, when: 'before' | 'after'): Promise<void> {
    const killed = new AbortController();
    outside.onWrite = async (at) => {
      if (at !== place) return;
      if (when === 'after') {
        outside.holds.set(place, 'write-all');
        outside.writes.push({ place, value: 'write-all' });
      }
      killed.abort(new Error('stopped'));
      throw new Error('stopped');
    };
    await start(id);
    await expect(run(id, { signal: killed.signal })).rejects.toThrow('stopped');
    outside.onWrite = async () => undefined;
  }

  it.each(['before', 'after'] as const)(
    'that dies %s its write was done is followed by one that asks',
    async (when) => {
      const id = await planned(['a', 'b']);
      await diesAt(id, 'a', when);
      expect(await steps(id)).toEqual(['sent', 'waiting']);
      for (let end = await run(id); end.againIn !== null; end = await run(id))
        await new Promise((go) => setTimeout(go, 100));
      expect([await stateOf(id), outside.writes.map(({ place }) => place)]).toEqual(['applied', ['a', 'b']]);
    },
  );

  it('whose clock is ahead waits as long as any other for what is under way', async () => {
    const id = await planned(['a', 'b']);
    await diesAt(id, 'a', 'before');
    const clock = vi
      .spyOn(Date, 'now')
      .mockImplementation(() => Math.round(performance.timeOrigin + performance.now() + 3_600_000));
    // What the first writer has sent is slow, and not over yet.
    const late = setTimeout(() => {
      outside.holds.set('a', 'write-all');
      outside.writes.push({ place: 'a', value: 'write-all' });
    }, 300);
    try {
      await run(id);
    } finally {
      clock.mockRestore();
      clearTimeout(late);
    }
    expect([await stateOf(id), outside.writes.map(({ place }) => place)]).toEqual(['applied', ['a', 'b']]);
  });

  it('whose fence was taken neither takes the target nor frees it', async () => {
    const [former, next] = [1, 2].map((fence) => ({ planId: uuidv7(), fence }));
    next!.planId = former!.planId;
    await takeTarget(db.worker, 'z', next!, 60, new AbortController().signal);
    const waiting = AbortSignal.timeout(300);
    await expect(takeTarget(db.worker, 'z', former!, 60, waiting)).rejects.toThrow('aborted');
    await releaseTarget(db.worker, 'z', former!);
    const { rows } = await db.worker.query(`SELECT fence FROM plan_targets WHERE target = 'z'`);
    expect(rows).toEqual([{ fence: 2 }]);
  });

  it('whose fence was taken records nothing more', async () => {
    const id = await planned(['a', 'b']);
    outside.onWrite = async (place) => {
      if (place === 'a') await db.worker.query('UPDATE plans SET fence = fence + 1 WHERE id = $1', [id]);
    };
    await start(id);
    await expect(run(id)).rejects.toThrow('another worker has taken this plan over');
    expect(await steps(id)).toEqual(['sent', 'waiting']);
    await db.worker.query('UPDATE plans SET lease_until = NULL WHERE id = $1', [id]);
    outside.onWrite = async () => undefined;
    await run(id);
    expect([await stateOf(id), outside.writes.map(({ place }) => place)]).toEqual(['applied', ['a', 'b']]);
  });

  it('is the only one of a plan, however many try', async () => {
    const id = await planned(['a', 'b', 'c']);
    await start(id);
    await Promise.all([run(id), run(id), run(id)]);
    expect([await stateOf(id), outside.writes.map(({ place }) => place)]).toEqual(['applied', ['a', 'b', 'c']]);
  });

  it('is the only one at a target, whatever plan it is of', async () => {
    const ids = await Promise.all(['x/1', 'x/2', 'x/3'].map((place) => planned([place])));
    outside.onWrite = () => new Promise((go) => setTimeout(go, 50));
    await Promise.all(ids.map(applied));
    expect([await Promise.all(ids.map(stateOf)), outside.mostAtOnce]).toEqual([['applied', 'applied', 'applied'], 1]);
  });
});
