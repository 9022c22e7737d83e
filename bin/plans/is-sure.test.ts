import { expect, it } from 'vitest';
import { isSure, type Person, saysYes } from './is-sure.ts';

const person = (answer: string): Person & { asked: string[] } => {
  const asked: string[] = [];
  return {
    there: true,
    asked,
    answer: async (question) => {
      asked.push(question);
      return answer;
    },
  };
};
const flip = { button: 'Flip 5 record sets', irreversible: [] };
const purge = { button: 'Purge shop.example', irreversible: ['it cannot be put back'] };

it('what can be undone takes a yes', async () => {
  const ana = person('y');
  expect(await isSure(flip, ana)).toBe(true);
  expect(ana.asked).toEqual(['Flip 5 record sets? [y/N] ']);
  for (const no of ['', 'n', 'Flip 5 record sets', 'yo']) expect(await isSure(flip, person(no))).toBe(false);
  expect(await saysYes('Really?', person('YES'))).toBe(true);
});

it('what cannot be undone is typed', async () => {
  const ana = person('Purge shop.example');
  expect(await isSure(purge, ana)).toBe(true);
  expect(ana.asked[0]).toMatch(
    /^This cannot be undone: it cannot be put back\.\nTo go on, type "Purge shop\.example": $/,
  );
  for (const no of ['y', 'yes', 'purge shop.example', '']) expect(await isSure(purge, person(no))).toBe(false);
});

it('nobody is not asked', async () => {
  const nobody = { ...person('y'), there: false };
  await expect(isSure(flip, nobody)).rejects.toThrow('there is nobody to ask: --yes goes on without a question');
  await expect(isSure(purge, nobody)).rejects.toMatchObject({ exitCode: 1 });
  expect(nobody.asked).toEqual([]);
});
