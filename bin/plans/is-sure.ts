import { answered } from '../agreed.ts';
import type { PlanView } from './desk.ts';
import { EXIT, PlanTrouble } from './exit-code.ts';

/** Who sits at the terminal, if anybody does. */
export interface Person {
  there: boolean;
  answer(question: string): Promise<string>;
}

const atTerminal = (): Person => ({ there: process.stdin.isTTY, answer: answered });

/** @throws PlanTrouble where there is nobody to ask */
export async function saysYes(question: string, person: Person = atTerminal()): Promise<boolean> {
  refuseNobody(person);
  return /^y(es)?$/i.test(await person.answer(`${question} [y/N] `));
}

/** What cannot be undone is confirmed by typing what is done. @throws PlanTrouble where there is nobody to ask */
export async function isSure(
  { irreversible, button }: Pick<PlanView, 'irreversible' | 'button'>,
  person: Person = atTerminal(),
): Promise<boolean> {
  if (irreversible.length === 0) return saysYes(`${button}?`, person);
  refuseNobody(person);
  const question = `This cannot be undone: ${irreversible.join('; ')}.\nTo go on, type "${button}": `;
  return (await person.answer(question)) === button;
}

function refuseNobody({ there }: Person): void {
  if (!there) throw new PlanTrouble(EXIT.wrong, 'there is nobody to ask: --yes goes on without a question');
}
