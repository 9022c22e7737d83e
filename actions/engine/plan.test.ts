import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { inTransaction } from '../../model/database.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { listSteps } from '../../model/plans/step-row.ts';
import { cancelPlan, pausePlan, undoPlan } from './acts.ts';
import { ana, planEngine } from './plan-engine.ts';

const engine = planEngine();
const { outside, planned, start, run, applied, stateOf, steps, undo, audit } = engine;

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
    const said = (await listSteps(engine.db.worker, id)).map(({ verified }) => verified);
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
    expect((await readPlan(engine.db.worker, id))!.error).toContain('a is somebody-else');
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
    const { undoneBy } = (await readPlan(engine.db.worker, id))!;
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
      if (place === 'b') await inTransaction(engine.db.worker, (client) => undoPlan(client, id, ana));
    };
    await applied(id);
    const { rows } = await engine.db.worker.query<{ id: string }>('SELECT id FROM plans WHERE undoes = $1', [id]);
    expect(rows).toHaveLength(1);
    await run(rows[0]!.id);
    expect([await stateOf(id), outside.holds.get('a')]).toEqual(['undone', 'read']);
  });

  it('that is to be rolled back is neither gone on with nor paused until it is', async () => {
    const id = await planned(['a', 'b']);
    await start(id);
    outside.onWrite = async () => {
      outside.onWrite = async () => undefined;
      await inTransaction(engine.db.worker, (client) => undoPlan(client, id, ana));
      await expect(inTransaction(engine.db.worker, (client) => pausePlan(client, id, ana))).rejects.toThrow(
        'another plan is undoing it',
      );
    };
    await run(id);
    // It has stopped, and the undo has not begun yet.
    expect([await stateOf(id), await steps(id)]).toEqual(['partly_applied', ['applied', 'waiting']]);
    await expect(start(id)).rejects.toThrow('another plan is undoing it');
    await run((await readPlan(engine.db.worker, id))!.undoneBy!);
    expect([await stateOf(id), ...outside.holds.values()]).toEqual(['undone', 'read']);
  });

  it('that is cancelled cannot be applied', async () => {
    const id = await planned(['a']);
    await inTransaction(engine.db.worker, (client) => cancelPlan(client, id, ana));
    await expect(start(id)).rejects.toThrow('it was cancelled');
  });

  it('that is paused stops after its present step and goes on from there', async () => {
    const id = await planned(['a', 'b', 'c']);
    outside.onWrite = async (place) => {
      if (place === 'b') await inTransaction(engine.db.worker, (client) => pausePlan(client, id, ana));
    };
    await applied(id);
    expect([await stateOf(id), await steps(id)]).toEqual(['paused', ['applied', 'applied', 'waiting']]);
    await applied(id);
    expect([await stateOf(id), outside.writes.length]).toEqual(['applied', 3]);
  });
});
