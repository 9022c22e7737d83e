import { describe, expect, it } from 'vitest';
import { SystemError } from './errors.ts';
import { createBudgets, createPacing, limitsOf, type PacingClock } from './pacing.ts';
import type { Pacing } from './system.ts';

/** Time that passes only when told; sleepers wake in the order of their times. */
class FakeClock implements PacingClock {
  #now = 0;
  #sleepers: { at: number; wake: () => void }[] = [];
  now = () => this.#now;
  sleep = (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      this.#sleepers.push({ at: this.#now + milliseconds, wake: resolve });
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await settled();
      const next = this.#sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#sleepers = this.#sleepers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    this.#now = end;
    await settled();
  }
}
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

const limits: Pacing = { requests: 4, seconds: 2, concurrency: 2 };

function start(pacing: Pacing = limits, more: Partial<Parameters<typeof createPacing>[2]> = {}) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const paced = createPacing(pacing, stop.signal, { clock, ...more });
  const done: string[] = [];
  const failed: unknown[] = [];
  const ask = (name: string, family?: string) =>
    void paced.turn(family).then(
      () => done.push(name),
      (error: unknown) => failed.push(error),
    );
  return { clock, stop, paced, done, failed, ask };
}

describe('createPacing', () => {
  it('gives the whole budget at once, then one turn for each token that comes back, in order', async () => {
    const { clock, done, ask } = start();
    for (const name of 'abcdef') ask(name);
    await clock.pass(0);
    expect(done.join('')).toBe('abcd');
    await clock.pass(499);
    expect(done.join('')).toBe('abcd');
    await clock.pass(1);
    expect(done.join('')).toBe('abcde');
    await clock.pass(500);
    expect(done.join('')).toBe('abcdef');
  });

  it('fills up again, but not beyond the budget', async () => {
    const { clock, done, ask } = start();
    for (const name of 'abcd') ask(name);
    await clock.pass(60_000);
    for (const name of 'efghi') ask(name);
    await clock.pass(0);
    expect(done.join('')).toBe('abcdefgh');
  });

  it('keeps a budget for each family, and takes limits by the longest prefix', async () => {
    const families = {
      elb: { requests: 1, seconds: 1, concurrency: 1 },
      elbv2: { requests: 2, seconds: 1, concurrency: 3 },
    };
    const pacing = { ...limits, families };
    expect(limitsOf(pacing, 'elbv2:eu-west-1')).toBe(families.elbv2);
    expect(limitsOf(pacing, 'elb:eu-west-1')).toBe(families.elb);
    expect(limitsOf(pacing, 'sts')).toBe(pacing);
    const { clock, done, ask } = start(pacing);
    ask('a', 'elb:one');
    ask('b', 'elb:one');
    ask('c', 'elb:two');
    ask('d', 'elbv2:one');
    ask('e', 'elbv2:one');
    await clock.pass(0);
    expect(done.join('')).toBe('acde');
    await clock.pass(1000);
    expect(done.join('')).toBe('acdeb');
  });

  it('spends no more than the provider says is left, until its window ends', async () => {
    const { clock, paced, done, ask } = start();
    paced.remaining(undefined, 2, 30);
    for (const name of 'abc') ask(name);
    await clock.pass(29_999);
    expect(done.join('')).toBe('ab');
    await clock.pass(1);
    expect(done.join('')).toBe('abc');
  });

  it('does not let an answer that was overtaken raise what is left, and believes the next window', async () => {
    const { clock, paced, done, ask } = start();
    paced.remaining(undefined, 1, 30);
    paced.remaining(undefined, 3, 30);
    for (const name of 'ab') ask(name);
    await clock.pass(0);
    expect(done.join('')).toBe('a');
    await clock.pass(30_000);
    paced.remaining(undefined, 3, 300);
    for (const name of 'cd') ask(name);
    await clock.pass(0);
    expect(done.join('')).toBe('abcd');
  });

  it('stops those who already wait when the provider asks for a pause, whatever late answers say', async () => {
    const { clock, paced, done, ask } = start();
    for (const name of 'abcde') ask(name);
    await clock.pass(100);
    paced.remaining(undefined, 0, 10);
    paced.remaining(undefined, 50, 300);
    ask('f');
    await clock.pass(9_999);
    expect(done.join('')).toBe('abcd');
    await clock.pass(1);
    expect(done.toSorted().join('')).toBe('abcdef');
  });

  it('refuses to sleep for minutes: the error says when to come back, and giving up costs no turn', async () => {
    const { clock, paced, done, failed, ask } = start();
    paced.remaining('zone', 0, 300);
    ask('a', 'zone');
    await clock.pass(0);
    expect(done).toEqual([]);
    expect(failed).toHaveLength(1);
    expect(failed[0]).toBeInstanceOf(SystemError);
    expect(failed[0]).toMatchObject({ type: 'rate-limited', retryAfter: 300 });
    await clock.pass(300_000);
    for (const name of 'bcde') ask(name, 'zone');
    await clock.pass(0);
    expect(done.join('')).toBe('bcde');
  });

  it('ends every wait when the pull is cancelled', async () => {
    const { clock, stop, done, failed, ask } = start();
    for (const name of 'abcde') ask(name);
    await clock.pass(0);
    stop.abort(new Error('cancelled'));
    await clock.pass(0);
    ask('f');
    await clock.pass(10_000);
    expect(done.join('')).toBe('abcd');
    expect(failed.map(String)).toEqual(['Error: cancelled', 'Error: cancelled']);
  });

  it('goes on with the budgets of the pull before', async () => {
    const budgets = createBudgets();
    const clock = new FakeClock();
    const first = start(limits, { budgets, clock });
    for (const name of 'abcd') first.ask(name);
    await clock.pass(0);
    const second = start(limits, { budgets, clock });
    second.ask('e');
    await clock.pass(0);
    expect(second.done).toEqual([]);
    await clock.pass(500);
    expect(second.done).toEqual(['e']);
  });

  it('wakes by the real clock and leaves no listener behind', async () => {
    const stop = new AbortController();
    const paced = createPacing({ requests: 1, seconds: 0.01, concurrency: 1 }, stop.signal);
    await Promise.all([paced.turn(), paced.turn(), paced.turn()]);
    stop.abort(new Error('late'));
    await expect(paced.turn()).rejects.toThrow('late');
  });
});
