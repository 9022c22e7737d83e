import { expect, it } from 'vitest';
import { HOSTS_AT_ONCE, hostByHost } from './host-by-host.ts';
import type { Host } from './hosts-of-source.ts';

const host = (key: string) => ({ key }) as Host;
/** More than there are places, and before all others in the list. */
const silent = Array.from({ length: HOSTS_AT_ONCE + 8 }, (_, at) => host(`silent-${at}`));
const fine = [host('hv-1'), host('hv-2')];

/** One round, in which the first hosts say what they say once they are let. */
async function* round(what: object, ready: Promise<void>) {
  const parts = [...silent, ...fine].map((one) => ({
    host: one,
    part: async function* () {
      if (silent.includes(one)) await ready;
      yield { key: one.key, ...(silent.includes(one) ? what : {}) };
    },
  }));
  yield* hostByHost<{ key: string }>('a source', parts);
}

const everything = async (what: object): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of round(what, Promise.resolve())) keys.push(key);
  return keys;
};
/** Who tells something while the first hosts keep silent; the round ends once the others have told. */
const toldMeanwhile = async (): Promise<string[]> => {
  const told: string[] = [];
  let end = () => {};
  const silence = new Promise<void>((done) => (end = done));
  for await (const { key } of round({}, silence)) {
    told.push(key);
    if (fine.every((one) => told.includes(one.key))) end();
  }
  return told.slice(0, fine.length);
};

it('hosts that failed before leave the others their places, however many they are', async () => {
  expect(await everything({ error: new Error('no answer within 10 s') })).toHaveLength(silent.length + fine.length);
  expect(await toldMeanwhile()).toEqual(['hv-1', 'hv-2']);
  // That round went well for all: they are like the others again.
  const order = await everything({});
  expect(order.indexOf('hv-1')).toBeGreaterThan(order.indexOf('silent-0'));
});
