import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import { addressPolicy } from './address-policy.ts';
import { guardedLookup, literalRefusal } from './guarded-lookup.ts';

function lookupOf(answers: string[][], allow: string[] = []) {
  let asked = 0;
  const lookup = guardedLookup(addressPolicy({ allow }), (_hostname, _options, callback) => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    callback(
      null,
      answer.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  });
  const ask = (all: boolean) =>
    new Promise<string[]>((resolve, reject) => {
      lookup('source.example', { all }, (error, address) => {
        if (error) reject(error);
        else resolve(typeof address === 'string' ? [address] : address.map((each) => each.address));
      });
    });
  return { ask, asked: () => asked };
}

test('hands on what it has checked and asks the resolver once', async () => {
  const { ask, asked } = lookupOf([['8.8.8.8', '2606:4700::1111'], ['127.0.0.1']]);
  expect(await ask(true)).toEqual(['8.8.8.8', '2606:4700::1111']);
  expect(asked()).toBe(1);
});

test('an address that is not permitted is never among them, in both forms of the call', async () => {
  const { ask } = lookupOf([['169.254.169.254', '8.8.8.8', '127.0.0.1', '::ffff:10.0.0.1']]);
  expect(await ask(true)).toEqual(['8.8.8.8']);
  expect(await ask(false)).toEqual(['8.8.8.8']);
});

test('a second answer (DNS rebinding) is checked like the first', async () => {
  const { ask } = lookupOf([['8.8.8.8'], ['127.0.0.1']]);
  expect(await ask(false)).toEqual(['8.8.8.8']);
  await expect(ask(false)).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('loopback') });
});

test('no permitted address is a refusal that says why', async () => {
  const { ask } = lookupOf([['10.0.0.1', '169.254.169.254']]);
  await expect(ask(true)).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(/source\.example.*private.*SWITCHYARD_ALLOW_NETWORKS.*link-local.*never/),
  });
  await expect(lookupOf([[]]).ask(true)).rejects.toMatchObject({ kind: 'refused' });
});

test('an answer of the resolver that is no plain address is not dialled', async () => {
  await expect(lookupOf([['fe80::1%eth0']], ['::/0']).ask(true)).rejects.toMatchObject({ kind: 'refused' });
});

test('hosts that are addresses are checked, names are left to the lookup', () => {
  const policy = addressPolicy({ allow: [] });
  expect(literalRefusal(policy, '[::1]')).toMatchObject({ kind: 'refused' });
  expect(literalRefusal(policy, '::1')).toMatchObject({ kind: 'refused' });
  expect(literalRefusal(policy, '10.0.0.1')).toMatchObject({ kind: 'refused' });
  expect(literalRefusal(policy, '8.8.8.8')).toBeUndefined();
  expect(literalRefusal(policy, 'localhost')).toBeUndefined();
});
