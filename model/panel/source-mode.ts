import { sourceSetMode } from '../../contract/actions/sources.ts';
import { SOURCE_MODES } from '../../contract/plans/steps.ts';
import type { SystemCard } from '../../contract/systems/system.ts';
import { inTheWay, wrongFields } from './refused.ts';

type Mode = (typeof SOURCE_MODES)[number];

/**
 * More may be written in a source by a plan alone, as all that widens what Switchyard may do outside: shown before, on record with its reason, undone.
 * To take the right away is never made to wait for one.
 * @throws Refused 409 that names the mode
 */
export function refuseWiderMode(name: string, before: Mode, after: Mode): void {
  if (SOURCE_MODES.indexOf(after) <= SOURCE_MODES.indexOf(before)) return;
  throw inTheWay(`What may be written in ${name} is widened by a plan alone`, {
    mode: `goes from ${before} to ${after} by a plan of ${sourceSetMode.name} (POST /plans, or switchyard plan)`,
  });
}

/** @throws Refused 400 that names the mode, for a system that nothing is written to */
export function refuseUnwritable(card: Pick<SystemCard, 'label' | 'writes'>, mode: Mode): void {
  if (mode !== 'read' && !card.writes) throw wrongFields({ mode: `${card.label} cannot be written: its mode is read` });
}
