import type { ApplyRequest, PlanStep } from './plan.ts';
import { purgedWords } from './describe.ts';

export type Decision = ApplyRequest['decisions'][string];

export interface DecisionWords {
  decision: Decision;
  label: string;
  /** What it will do, with this step. */
  does: string;
  /** It takes away what somebody else has put there. */
  writesOver: boolean;
}

const counted = (count: number, one: string) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

/** What a person can say of a step of which nobody can tell what became of it, and what each word will do. @param of steps of the plan */
export function decisionsOn({ n, step, seen }: Pick<PlanStep, 'n' | 'step' | 'seen'>, of: number): DecisionWords[] {
  const then = n < of ? `the plan goes on with step ${n + 1}` : 'the plan ends there';
  const foreign = seen?.filter(({ is }) => is === 'other') ?? [];
  return [
    {
      decision: 'done',
      label: 'It was done',
      does: `What is there now is taken for what was meant; ${then}.`,
      writesOver: false,
    },
    {
      decision: 'again',
      label: 'Send it again',
      does: `${againDoes(step, seen)}; ${then}.`,
      writesOver: foreign.length > 0,
    },
    {
      decision: 'skip',
      label: 'Leave it',
      does: `What is there now stays as it is; ${then}, without this one.`,
      writesOver: false,
    },
  ];
}

function againDoes(step: PlanStep['step'], seen: PlanStep['seen']): string {
  if (step.type === 'cache.purge') return `Purges ${purgedWords(step.what)} once more, done before or not`;
  if (seen === null) return 'Looks, and writes whatever is not as it is wanted';
  const open = seen.filter(({ is }) => is !== 'wanted');
  const foreign = open.filter(({ is }) => is === 'other');
  if (open.length === 0) return 'Looks again; as it is now, nothing is left to be written';
  const [first] = open;
  const what = open.length === 1 ? first!.name : counted(open.length, 'change');
  if (foreign.length === 0) return `Writes ${what} as wanted`;
  const over =
    foreign.length === 1
      ? `what is there now of ${foreign[0]!.name}`
      : `what is there now of ${foreign.length} of them`;
  return open.length === 1
    ? `Writes ${what} as wanted, over what is there now`
    : `Writes ${what} as wanted, over ${over}`;
}
