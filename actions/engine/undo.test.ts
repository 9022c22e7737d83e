import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../model/database.ts';
import { targetOf } from '../../contract/plans/describe.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { undoPlan } from './acts.ts';
import { StepFailure } from './step-type.ts';
import { ana, planEngine } from './plan-engine.ts';

const engine = planEngine();
const { outside, planned, start, run, applied, stateOf, steps, undo } = engine;

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
    expect((await readPlan(engine.db.worker, undoing))!.error).toBe(
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
    expect((await readPlan(engine.db.worker, undoing))!.error).toMatch(
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
      if (place === 'b' && !undoing)
        undoing = await inTransaction(engine.db.worker, (client) => undoPlan(client, id, ana));
    };
    await start(id);
    await run(id);
    expect([await stateOf(id), await steps(id)]).toEqual(['partly_applied', ['applied', 'applied', 'waiting']]);
    await run(undoing);
    expect([await stateOf(id), await stateOf(undoing)]).toEqual(['undone', 'applied']);
    expect([...outside.holds.values()]).toEqual(['read', 'read']);
  });

  it('fails in words when nobody knows how to make it, and can be tried again', async () => {
    const id = await planned(['a']);
    await applied(id);
    const undoing = await inTransaction(engine.db.worker, (client) => undoPlan(client, id, ana));
    await run(undoing, {
      invert: () => {
        throw new StepFailure('refused', 'nobody knows how');
      },
    });
    expect([await stateOf(id), await stateOf(undoing)]).toEqual(['applied', 'failed']);
    expect((await readPlan(engine.db.worker, undoing))!.error).toBe('nobody knows how');
    await undo(id);
    expect([await stateOf(id), outside.holds.get('a')]).toEqual(['undone', 'read']);
  });

  it('brings back what is within reach where a source was removed, and says what is not', async () => {
    const id = await planned(['gone', 'b']);
    await applied(id);
    const undoing = await inTransaction(engine.db.worker, (client) => undoPlan(client, id, ana));
    await run(undoing, {
      makeReady: (data) =>
        targetOf(data).name === 'gone'
          ? Promise.reject(new StepFailure('refused', 'the source gone was removed'))
          : outside.makeReady(data),
    });
    expect([outside.holds.get('gone'), outside.holds.get('b')]).toEqual(['write-all', 'read']);
    expect(await stateOf(undoing)).toBe('partly_applied');
    expect((await readPlan(engine.db.worker, undoing))!.error).toBe('step 2: the source gone was removed');
    // Back again, it is gone on with.
    await applied(undoing);
    expect([await stateOf(undoing), outside.holds.get('gone')]).toEqual(['applied', 'read']);
  });

  it('waits while what it undoes is still writing', async () => {
    const id = await planned(['a', 'b']);
    await start(id);
    const undoing = await inTransaction(engine.db.worker, (client) => undoPlan(client, id, ana));
    expect(await run(undoing)).toEqual({ againIn: 0.2 });
    await run(id);
    await run(undoing);
    expect([await stateOf(id), await stateOf(undoing), outside.writes.length]).toEqual(['undone', 'applied', 0]);
  });
});
