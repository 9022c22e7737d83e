import { expect, it } from 'vitest';
import { type Attempt, Denials } from './denials.ts';

const write = (more: Partial<Attempt> = {}): Attempt => ({
  principalId: 'ana',
  address: '192.0.2.1',
  action: 'users.edit.denied',
  kind: 'write',
  ...more,
});
const times = <T>(count: number, work: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => work(n));

it('writes of one principal are on record a hundred times in a quarter of an hour, and then it is told how many were not', () => {
  let now = 0;
  const denials = new Denials(() => now);
  expect(times(103, () => denials.take(write()))).toEqual([...times(100, () => 0), null, null, null]);
  expect(denials.take(write({ principalId: 'ben' }))).toBe(0);
  now += 15 * 60_000;
  expect(denials.take(write())).toBe(3);
  expect(denials.take(write())).toBe(0);
});

it('a read is on record once, each by itself', () => {
  const denials = new Denials();
  const read = (action: string) => denials.take(write({ kind: 'read', action }));
  expect([read('listUsers.denied'), read('listUsers.denied'), read('listAudit.denied')]).toEqual([0, null, 0]);
  expect(denials.take(write())).toBe(0);
});

it('nobody is counted by network, and all of them together', () => {
  const denials = new Denials();
  const from = (address: string) => denials.take(write({ principalId: null, address }));
  times(100, (n) => expect(from(`2001:db8::${n + 1}`)).toBe(0));
  expect(from('2001:db8::ffff')).toBeNull();
  times(100, (n) => expect(from(`198.51.100.${n + 1}`)).toBe(0));
  expect(from('203.0.113.1')).toBeNull();
  expect(denials.take(write())).toBe(0);
});
