import { decisionsOn } from '../../contract/plans/decisions.ts';
import type { PlanStep } from '../../contract/plans/plan.ts';
import type { SeenTarget } from '../../contract/plans/seen.ts';
import type { PlanView } from './desk.ts';

const LIKE: Record<SeenTarget['is'], string> = {
  before: 'as it was',
  wanted: 'as wanted',
  other: 'neither as it was nor as wanted',
};

/** A step that waits for a person: what was there, is wanted and is there now, and what each word on it will do. */
export function seenLines({ number, stepCount }: Pick<PlanView, 'number' | 'stepCount'>, step: PlanStep): string[] {
  if (step.state !== 'unsure') return [];
  const words = decisionsOn(step, stepCount);
  return [
    '',
    `  Step ${step.n} waits for a person`,
    ...thereLines(step.seen),
    ...words.flatMap(({ decision, does }) => [
      `    switchyard apply ${number} --decide ${step.n}=${decision}`,
      `        ${does}`,
    ]),
  ];
}

function thereLines(seen: PlanStep['seen']): string[] {
  if (seen === null) return ['    Nobody has been able to look since.'];
  const open = seen.filter(({ is }) => is !== 'wanted');
  const done = seen.length - open.length;
  return [
    ...open.flatMap(targetLines),
    ...(done > 0 ? [`    ${open.length > 0 ? `${done} more` : `${done}`} ${done === 1 ? 'is' : 'are'} as wanted`] : []),
  ];
}

function targetLines({ name, is, at, fields }: SeenTarget): string[] {
  const shown = fields.filter((field) => field.is !== 'same');
  const rows = [
    ['', 'before', 'wanted', 'now'],
    ...shown.map((field) => [field.name, field.before ?? 'none', field.wanted ?? 'none', field.now ?? 'none']),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [
    `    ${name}: ${LIKE[is]}, at ${at.slice(0, 19).replace('T', ' ')}`,
    ...rows.map((row) => `        ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()),
  ];
}
