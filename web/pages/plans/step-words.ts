import type { PlanStep } from '../../../contract/plans/plan.ts';
import type { StepState } from '../../../contract/plans/states.ts';
import { span } from '../../ui/relative-time.ts';
import type { Mark } from '../../ui/status.tsx';

/** How far a step is, in shape and word. */
export const STEP: Readonly<Record<StepState, readonly [mark: Mark, word: string]>> = {
  waiting: ['note', 'waits'],
  sent: ['working', 'being written'],
  applied: ['ok', 'done'],
  failed: ['failing', 'failed'],
  unsure: ['attention', 'needs a person'],
  skipped: ['gone', 'left'],
};

/** How it stands with steps that are not all over; `going`: somebody is at them. */
export function allInAll(steps: readonly Pick<PlanStep, 'state'>[], going: boolean): Mark {
  if (going) return 'working';
  if (steps.some(({ state }) => state === 'failed')) return 'failing';
  return steps.some(({ state }) => state === 'unsure') ? 'attention' : 'note';
}

/** "33 ms", "2.1 s", "3 min". */
export function lasted(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  return milliseconds < 60_000 ? `${(milliseconds / 1000).toFixed(1)} s` : span(milliseconds / 1000);
}

type Timed = Pick<PlanStep, 'startedAt' | 'finishedAt'>;

/** How long it took; null: it has not ended. */
export const tookOf = ({ startedAt, finishedAt }: Timed): string | null =>
  startedAt && finishedAt ? lasted(Date.parse(finishedAt) - Date.parse(startedAt)) : null;

/** From the begin of the first step to the end of the last; null: nothing has ended. */
export function tookInAll(steps: readonly Timed[]): string | null {
  const begun = steps.flatMap(({ startedAt }) => (startedAt ? [Date.parse(startedAt)] : []));
  const ended = steps.flatMap(({ finishedAt }) => (finishedAt ? [Date.parse(finishedAt)] : []));
  return begun.length > 0 && ended.length > 0 ? lasted(Math.max(...ended) - Math.min(...begun)) : null;
}

/** A name server that does not say yet what was written says so in these words (sync/systems/dns/verify.ts). */
export const isBehind = (line: string): boolean => line.includes(': not yet ');

/** What was verified of a plan, and how, in a sentence; null where nothing was written. */
export function verifiedWords(steps: readonly Pick<PlanStep, 'state' | 'step' | 'verified'>[]): string | null {
  const written = steps.filter(({ state, step }) => state === 'applied' && step.type !== 'net.probe');
  if (written.length === 0) return null;
  const readable = written.filter(({ step }) => step.type !== 'cache.purge').length;
  const lines = written.flatMap(({ verified }) => verified);
  const behind = lines.filter(isBehind).length;
  const answers = lines.filter((line) => / answers | has no /.test(line)).length;
  const said = [
    readable > 0 && `${readable === 1 ? 'what was written was' : 'all that was written was'} read back`,
    answers > 0 && `name servers gave ${answers} ${answers === 1 ? 'answer' : 'answers'}`,
    behind > 0 && `${behind} of them still as before`,
  ].filter((part) => part !== false);
  if (said.length === 0) return 'The provider acknowledged it; it cannot be read back';
  const text = said.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
