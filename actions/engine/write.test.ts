import { describe, expect, it } from 'vitest';
import { listSteps } from '../../model/plans/step-row.ts';
import { planEngine } from './plan-engine.ts';

const engine = planEngine();
const { outside, planned, start, run, applied, stateOf, steps } = engine;

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
      outside.forget();
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
    expect([await stateOf(id), (await listSteps(engine.db.worker, id))[0]!.foreign]).toEqual([
      'needs_person',
      ['a is somebody-else'],
    ]);
  });
});
