import { describeStep, targetOf, type ChangeLine } from '../../../contract/plans/describe.ts';
import type { PlanStep } from '../../../contract/plans/plan.ts';

/** A row of the table of changes: the head of what one step writes, or a line of it. */
export type ChangeRow =
  | { is: 'target'; n: number; system: string; name: string; lines: number }
  | { is: 'line'; n: number; line: ChangeLine };

const described = new WeakMap<PlanStep['step'], ChangeLine[]>();

/** Described once a step, whatever becomes of it. */
export function linesOf({ step }: Pick<PlanStep, 'step'>): ChangeLine[] {
  const known = described.get(step);
  if (known) return known;
  const lines = describeStep(step);
  described.set(step, lines);
  return lines;
}

/** What steps do, in their order: by the system and target that each writes to. */
export const changeRows = (steps: readonly PlanStep[]): ChangeRow[] =>
  steps.flatMap((one): ChangeRow[] => {
    // What only looks is told by its name.
    const lines = one.step.type === 'net.probe' ? [] : linesOf(one);
    const { n } = one;
    return [
      { is: 'target', n, ...targetOf(one.step), lines: lines.length },
      ...lines.map((line): ChangeRow => ({ is: 'line', n, line })),
    ];
  });
