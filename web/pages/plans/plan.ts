import { type PlanNow, saysNo } from '../../../contract/plans/can.ts';
import type { PlanCandidate, PlanCheck, PlanObject, PlanOffer, PlanWarning } from '../../../contract/plans/plan.ts';
import type { PlanState } from '../../../contract/plans/states.ts';
import type { Row } from '../../api/data-provider.ts';

/** A plan as the API serves it by itself; in lists `params`, `candidates` and `offers` are null. */
export interface Plan extends Row {
  number: number;
  title: string;
  action: string;
  state: PlanState;
  params: Record<string, unknown>;
  reason: string;
  clusterIds: string[];
  actor: string;
  actorId: string | null;
  requestId: string | null;
  button: string;
  stepCount: number;
  changeCount: number;
  writtenCount: number;
  undoableCount: number;
  candidates: PlanCandidate[];
  checks: PlanCheck[];
  warnings: PlanWarning[];
  offers: PlanOffer[];
  objects: PlanObject[];
  irreversible: string[];
  needsApproval: boolean;
  approvedBy: string | null;
  approvedAt: string | null;
  scheduledFor: string | null;
  onFailure: 'stop' | 'roll-back';
  startedAt: string | null;
  finishedAt: string | null;
  undoes: string | null;
  undoneBy: string | null;
  error: string | null;
  changedAt: string;
}

/** Checks that keep it from being applied: an admin may override them. */
export const blocking = ({ checks }: Pick<Plan, 'checks'>): PlanCheck[] => checks.filter(saysNo);

/** As the table of what can be done asks for it. */
export const planNow = (plan: Plan): PlanNow => ({
  state: plan.state,
  needsApproval: plan.needsApproval,
  actorId: plan.actorId,
  approvedBy: plan.approvedBy,
  blockedBy: blocking(plan).map(({ name }) => name),
  written: plan.writtenCount,
  undoable: plan.undoableCount,
  undoneBy: plan.undoneBy,
});

const STATES: Partial<Record<PlanState, string>> = {
  needs_person: 'needs a person',
  partly_applied: 'applied in part',
};

/** How people call a state. */
export const stateWord = (state: PlanState): string => STATES[state] ?? state;

/** Of a plan in a list: one that cannot be applied as it is does not look like one that can. */
export function rowWord({ state, checks }: Row): string {
  const word = stateWord(state as PlanState);
  const waits = state === 'proposed' || state === 'approved' || state === 'scheduled';
  return waits && Array.isArray(checks) && (checks as PlanCheck[]).some(saysNo) ? `${word}, blocked` : word;
}

/** While a worker is at it. */
export const UNDER_WAY: readonly PlanState[] = ['checking', 'applying', 'undoing'];
/** Before anything was written: what is in it can still be chosen. */
export const OPEN: readonly PlanState[] = ['checking', 'proposed', 'approved', 'scheduled'];
