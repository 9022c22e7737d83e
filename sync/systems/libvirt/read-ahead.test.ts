import { expect, it } from 'vitest';
import { ReadAhead } from './read-ahead.ts';

const MB = 2 ** 20;
const MOST_HELD = 64 * MB;
const PAGE = 8 * MB;
const long = 'x'.repeat(4 * MB);
const short = 'x'.repeat(3000);

/** Characters that hosts were asked for and that nobody is done with yet, now and at most. */
let [held, most] = [0, 0];

/** A host that answers as soon as it is asked, and who reads what it says. */
function reading(documents: readonly string[]) {
  const lengths = (some: readonly number[]) => some.reduce((sum, at) => sum + documents[at]!.length, 0);
  const items = documents.map((_, at) => at);
  let asked: number[] = [];
  let taken: number[] = [];
  const ahead = new ReadAhead(items, {
    async ask(at: number) {
      asked.push(at);
      held += documents[at]!.length;
      most = Math.max(most, held);
      return documents[at]!;
    },
    read: async (at, answer) => ((await answer) === documents[at] ? at : -1),
  });
  return {
    items,
    onItsWay: () => asked.length,
    async page(): Promise<number[]> {
      held -= lengths(taken);
      asked = asked.filter((at) => !taken.includes(at));
      taken = await ahead.take(200, PAGE);
      return taken;
    },
    end() {
      held -= lengths(asked);
      ahead.end();
    },
  };
}

async function all({ page }: ReturnType<typeof reading>): Promise<number[]> {
  const read: number[] = [];
  for (let some = await page(); some.length > 0; some = await page()) read.push(...some);
  return read;
}

it('short documents come in whole pages, and many are asked for ahead of them', async () => {
  const one = reading(Array.from({ length: 1000 }, () => short));
  expect(await one.page()).toEqual(one.items.slice(0, 200));
  expect(one.onItsWay()).toBeGreaterThan(250);
  expect(await all(one)).toEqual(one.items.slice(200));
  expect(held).toBe(0);
});

it('long ones are held up to a bound, of all hosts together, and all come in their order', async () => {
  most = 0;
  const hosts = Array.from({ length: 4 }, () => reading(Array.from({ length: 60 }, () => long)));
  const found = await Promise.all(hosts.map((one) => all(one)));
  expect(found).toEqual(hosts.map(({ items }) => items));
  // What each host is asked for before it has shown how long its documents are, and one at a time from then on.
  expect(most).toBeLessThanOrEqual(MOST_HELD + hosts.length * 9 * long.length);
  expect(held).toBe(0);
});

it('one that turns out long among short ones is no trouble, nor is a reader who stops', async () => {
  const stopped = reading(Array.from({ length: 60 }, () => long));
  await stopped.page();
  stopped.end();
  const mixed = reading(Array.from({ length: 500 }, (_, at) => (at % 100 === 99 ? long : short)));
  expect(await all(mixed)).toEqual(mixed.items);
  const after = reading(Array.from({ length: 300 }, () => short));
  expect(await after.page()).toHaveLength(200);
  expect(after.onItsWay()).toBeGreaterThan(250);
});
