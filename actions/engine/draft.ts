import type { Probe } from '../../contract/plans/probe.ts';
import type { PlanCandidate, PlanCheck, PlanObject, PlanOffer, PlanWarning } from '../../contract/plans/plan.ts';
import type { StepData } from '../../contract/plans/steps.ts';

/** Addresses that a worker looks at before the plan is proposed; the answer is the check of this name. */
export interface ProbeOrder {
  check: string;
  addresses: string[];
  probe: Probe;
}

/** What `plan()` returns: data alone. The same model and parameters give the same draft. */
export interface Draft {
  title: string;
  /** The act in a few words: "Flip 14 record sets". */
  button: string;
  steps: StepData[];
  candidates?: PlanCandidate[];
  checks?: PlanCheck[];
  probes?: ProbeOrder[];
  warnings?: PlanWarning[];
  offers?: PlanOffer[];
  /** What it is about; the first is where the impact is looked for. */
  objects: PlanObject[];
  /** Clusters of what it changes; null for an object in no cluster. */
  clusterIds: readonly (string | null)[];
  /** Clusters of what it names and leaves as it is: candidates that stay, where traffic goes. Its readers see these too. */
  alsoIn?: readonly (string | null)[];
  onFailure?: 'stop' | 'roll-back';
}

export const passed = (name: string, about: string, detail: string | null = null): PlanCheck => ({
  name,
  about,
  state: 'passed',
  blocks: true,
  detail,
});
export const failed = (name: string, about: string, detail: string): PlanCheck => ({
  name,
  about,
  state: 'failed',
  blocks: true,
  detail,
});
export const waiting = (name: string, about: string): PlanCheck => ({
  name,
  about,
  state: 'waiting',
  blocks: true,
  detail: null,
});
