import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { OneByOne } from './one-by-one.ts';

it('does what it is asked for one by one, whatever became of the one before', async () => {
  const turns = new OneByOne();
  const log: string[] = [];
  const work = (name: string, ms: number) => () => {
    log.push(`${name} begins`);
    return pause(ms).then(() => void log.push(`${name} ends`));
  };
  const failing = turns.do(() => work('first', 20)().then(() => Promise.reject(new Error('no'))));
  const second = turns.do(() => work('second', 1)().then(() => 2));
  await expect(failing).rejects.toThrow('no');
  expect(await second).toBe(2);
  expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});
