import type { PlanCheck, PlanStep } from '../../contract/plans/plan.ts';
import { describeStep, targetOf, type ChangeLine } from '../../contract/plans/describe.ts';
import type { PlanView } from './desk.ts';

const SIGN: Record<ChangeLine['op'], string> = { create: '+', change: '~', delete: '-', do: '!' };
const MARK: Record<PlanCheck['state'], string> = { passed: 'ok', failed: 'NO', waiting: '..', skipped: '--' };

/** A plan as a person reads it: what it changes by system and zone, what was looked at, and what one should know before. */
export function planLines(plan: PlanView, steps: readonly PlanStep[]): string[] {
  return [
    ...headLines(plan),
    ...changeLines(steps),
    ...part(
      'Left as they are',
      (plan.candidates ?? [])
        .filter(({ selected }) => !selected)
        .map(({ name, detail, reason }) => `${name}: ${reason ?? `not chosen: ${detail}`}`),
    ),
    ...part('Checks', (plan.checks ?? []).map(checkLine)),
    ...part(
      'To know',
      (plan.warnings ?? []).map(
        ({ text, objects }) => `${text}${objects.length ? `: ${objects.map(({ name }) => name).join(', ')}` : ''}`,
      ),
    ),
    ...part('Cannot be undone', plan.irreversible),
    ...part(
      'Before and after',
      (plan.offers ?? []).map(
        ({ when, label, action, params }) =>
          `${when}: ${label} (switchyard plan ${action} --params '${JSON.stringify(params)}')`,
      ),
    ),
  ];
}

/** One line of a list of plans. */
export const planLine = ({ number, state, title, actor, createdAt }: PlanView): string =>
  `${String(number).padStart(5)}  ${state.padEnd(14)}  ${createdAt.slice(0, 16).replace('T', ' ')}  ${title}  (${actor})`;

function headLines({
  number,
  title,
  state,
  actor,
  reason,
  needsApproval,
  approvedBy,
  scheduledFor,
  error,
}: PlanView): string[] {
  return [
    `Plan ${number}: ${title}`,
    `  ${state.replace('_', ' ')}, planned by ${actor}${reason ? `: ${reason}` : ''}`,
    ...(needsApproval
      ? [`  ${approvedBy === null ? 'needs the yes of a second person' : `approved by ${approvedBy}`}`]
      : []),
    ...(scheduledFor ? [`  scheduled for ${scheduledFor}`] : []),
    ...(error ? [`  ${error}`] : []),
  ];
}

/** What happens at one place stands together, however many steps it takes. */
function changeLines(steps: readonly PlanStep[]): string[] {
  const places = new Map<string, string[]>();
  for (const { step } of steps) {
    const { system, name } = targetOf(step);
    const place = `${system} ${name}`;
    places.set(place, [...(places.get(place) ?? []), ...describeStep(step).flatMap(changeLine)]);
  }
  if (places.size === 0) return ['', '  Nothing would change.'];
  return [...places].flatMap(([place, lines]) => ['', `  ${place}`, ...lines.map((line) => `    ${line}`)]);
}

function changeLine({ op, name, fields }: ChangeLine): string[] {
  const shown = fields.filter(({ same }) => !same);
  const width = Math.max(0, ...shown.map((field) => field.name.length));
  const sides = ({ before, after }: (typeof shown)[number]) =>
    op === 'create' ? after : op === 'delete' ? before : `${before ?? 'none'} -> ${after ?? 'none'}`;
  return [`${SIGN[op]} ${name}`, ...shown.map((field) => `    ${field.name.padEnd(width)}  ${sides(field)}`)];
}

const checkLine = ({ name, about, state, detail, overridden }: PlanCheck): string =>
  `${MARK[state]}  ${name}: ${about}${detail ? ` (${detail})` : ''}${overridden ? ', overridden' : ''}`;

const part = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? ['', `  ${title}`, ...lines.map((line) => `    ${line}`)] : [];

/** A step as it happens. */
export function stepLine({ n, step, state, answer, error, verified, foreign }: PlanStep, of: number): string {
  const { system, name } = targetOf(step);
  const words = [error ?? answer, ...verified, ...foreign].filter((word) => word !== null && word !== '');
  return `step ${n} of ${of}, ${system} ${name}: ${state}${words.length > 0 ? ` (${words.join('; ')})` : ''}`;
}
