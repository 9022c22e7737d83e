import { describe, expect, it, vi } from 'vitest';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { releaseTarget, takeTarget } from './target-lease.ts';
import { planEngine } from './plan-engine.ts';

const engine = planEngine();
const { outside, planned, start, run, applied, stateOf, steps } = engine;

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
    await takeTarget(engine.db.worker, 'z', next!, 60, new AbortController().signal);
    const waiting = AbortSignal.timeout(300);
    await expect(takeTarget(engine.db.worker, 'z', former!, 60, waiting)).rejects.toThrow('aborted');
    await releaseTarget(engine.db.worker, 'z', former!);
    const { rows } = await engine.db.worker.query(`SELECT fence FROM plan_targets WHERE target = 'z'`);
    expect(rows).toEqual([{ fence: 2 }]);
  });

  it('whose fence was taken records nothing more', async () => {
    const id = await planned(['a', 'b']);
    outside.onWrite = async (place) => {
      if (place === 'a') await engine.db.worker.query('UPDATE plans SET fence = fence + 1 WHERE id = $1', [id]);
    };
    await start(id);
    await expect(run(id)).rejects.toThrow('another worker has taken this plan over');
    expect(await steps(id)).toEqual(['sent', 'waiting']);
    await engine.db.worker.query('UPDATE plans SET lease_until = NULL WHERE id = $1', [id]);
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
