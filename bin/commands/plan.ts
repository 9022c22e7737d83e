import { actionCards, findActionCard } from '../../contract/actions/all.ts';
import type { ActionCard } from '../../contract/actions/action-card.ts';
import { StartError } from '../../runtime/start-error.ts';
import { atDesk, type DeskCommand } from '../plans/at-desk.ts';
import { EXIT } from '../plans/exit-code.ts';
import { flagsOf, readFlags, refuseMissing } from '../plans/flags.ts';
import { planLines } from '../plans/plan-lines.ts';
import { resolveReferences } from '../plans/references.ts';
import { printJson } from '../plans/talk.ts';
import { checked } from '../plans/watch.ts';
import { applyShown, type HowToApply } from './plan-apply.ts';

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
  await atDesk(options, async (desk, out) => {
    const params = await resolveReferences(card, asked, desk);
    const { id } = await desk.propose({ action, params, reason: options.reason ?? '' });
    const proposed = await checked(desk, id, out);
    const steps = await desk.steps(id);
    if (!out.json) for (const line of planLines(proposed, steps)) out.line(line);
    if (options.apply) return applyShown(desk, proposed, options, out);
    if (out.json) printJson({ plan: proposed, steps });
    else out.line(`\n  Apply it with: switchyard apply ${proposed.number}`);
    if (proposed.checks?.some(({ state, blocks }) => blocks && state === 'failed')) process.exitCode = EXIT.refused;
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
    for (const { names, about, required } of flagsOf(card))
      process.stdout.write(`    ${names[0]}${required ? ' (needed)' : ''}  ${about}\n`);
  }
}
