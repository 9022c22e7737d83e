import { describe, expect, it } from 'vitest';
import { SystemError } from './errors.ts';
import { type Listed, type Listing, listScope } from './listing.ts';
import type { Pulled, Row } from './system.ts';

const row = (key: string) => ({ key }) as Row<'addresses'>;
const page = (keys: string[], more: Partial<Listed<'addresses'>> = {}): Listed<'addresses'> => ({
  observedAt: new Date(0),
  rows: keys.map(row),
  ...more,
});

async function run(listing: Listing<'addresses'>, concernsAll: (error: unknown) => boolean = () => false) {
  const items: Pulled[] = [];
  let error: unknown;
  try {
    const { signal } = new AbortController();
    for await (const item of listScope('addresses', 'here', listing, { signal, concernsAll })) items.push(item);
  } catch (thrown) {
    error = thrown;
  }
  return { items, error };
}
const end = { type: 'end', kind: 'addresses', scope: 'here' };

describe('listScope', () => {
  it('tells pages, what is deleted, and the provider’s own total', async () => {
    const { items } = await run(
      (async function* () {
        yield page(['a', 'b'], { deleted: ['x'] });
        yield page([]);
        yield page(['b', 'c']);
        return 3;
      })(),
    );
    expect(items).toEqual([
      { type: 'page', kind: 'addresses', scope: 'here', observedAt: new Date(0), rows: [row('a'), row('b')] },
      { type: 'deleted', kind: 'addresses', scope: 'here', keys: ['x'] },
      { type: 'page', kind: 'addresses', scope: 'here', observedAt: new Date(0), rows: [row('c')] },
      { ...end, complete: true, count: 3 },
    ]);
  });

  it('keeps an error to itself, or throws one of the whole source on after the end', async () => {
    const failure = new SystemError('auth', 'revoked');
    const listing = () =>
      (async function* (): Listing<'addresses'> {
        yield page(['a']);
        throw failure;
      })();
    const own = await run(listing());
    expect(own.error).toBeUndefined();
    expect(own.items.at(-1)).toEqual({ ...end, complete: false, error: failure });
    const whole = await run(listing(), () => true);
    expect(whole.error).toBe(failure);
    expect(whole.items).toHaveLength(2);
  });

  it('is not complete with rows that could not be read', async () => {
    const { items } = await run(
      (async function* (): Listing<'addresses'> {
        yield page(['a'], { malformed: [{ key: null, reason: 'no id' }] });
      })(),
    );
    expect(items[1]).toEqual({ type: 'malformed', kind: 'addresses', scope: 'here', key: null, reason: 'no id' });
    expect(items[2]).toMatchObject({ ...end, complete: false, error: { type: 'malformed' } });
  });

  it('has no end when it was cancelled', async () => {
    const stop = new AbortController();
    const listing = (async function* (): Listing<'addresses'> {
      yield page(['a']);
      stop.abort(new Error('cancelled'));
      throw new Error('the request was ended');
    })();
    const items: Pulled[] = [];
    const reading = (async () => {
      const how = { signal: stop.signal, concernsAll: () => false };
      for await (const item of listScope('addresses', 'here', listing, how)) items.push(item);
    })();
    await expect(reading).rejects.toThrow('cancelled');
    expect(items.map(({ type }) => type)).toEqual(['page']);
  });
});
