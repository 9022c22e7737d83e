import { actionCards, findActionCard } from '../../contract/actions/all.ts';
import type { ActionCard } from '../../contract/actions/action-card.ts';
import { saysNo } from '../../contract/plans/can.ts';
import { StartError } from '../../runtime/start-error.ts';
import { atDesk, type DeskCommand } from '../plans/at-desk.ts';
import { EXIT } from '../plans/exit-code.ts';
import { valuesOf } from '../plans/flag-values.ts';
import { flagsOf, readFlags, refuseMissing } from '../plans/flags.ts';
import { nextLine } from '../plans/next-line.ts';
import { planLines } from '../plans/plan-lines.ts';
import { resolveReferences } from '../plans/references.ts';
import { printJson } from '../plans/talk.ts';
import { checked } from '../plans/watch.ts';
import { applyShown, type HowToApply, refuseInstant } from './plan-apply.ts';

export interface PlanOptions extends DeskCommand, HowToApply {
  params?: string;
  reason?: string;
  apply?: boolean;
}

/** Plans an action, shows what it would change, and applies it if asked to. Without an action: which there are. */
export async function plan(action: string | undefined, words: readonly string[], options: PlanOptions): Promise<void> {
  if (action === undefined) return listActions();
  const card = findActionCard(action);
  if (!card) throw new StartError(`${action} is none of ${actionCards.map(({ name }) => name).join(', ')}`);
  const asked = { ...fromJson(options.params), ...readFlags(card, words) };
  refuseMissing(card, asked);
  refuseInstant(options.at);
  await atDesk(options, async (desk, out) => {
    const params = await resolveReferences(card, asked, desk);
    const { id } = await desk.propose({ action, params, reason: options.reason ?? '' });
    const proposed = await checked(desk, id, out);
    const steps = await desk.steps(id);
    if (!out.json) for (const line of planLines(proposed, steps)) out.line(line);
    if (options.apply) return applyShown(desk, proposed, options, out);
    const next = nextLine(proposed);
    if (out.json) printJson({ plan: proposed, steps });
    else if (next !== null) out.line(`\n  ${next}`);
    if (proposed.checks?.some(saysNo)) process.exitCode = EXIT.refused;
  });
}

function fromJson(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // told below
  }
  throw new StartError('--params: not a JSON object');
}

function listActions(): void {
  for (const card of actionCards as readonly unknown[] as readonly ActionCard[]) {
    process.stdout.write(`${card.name}: ${card.about}\n`);
    for (const flag of flagsOf(card)) {
      const { names, about, required } = flag;
      process.stdout.write(`    ${names[0]} ${valuesOf(flag)}  ${required ? 'Needed. ' : ''}${about}\n`);
    }
  }
}
