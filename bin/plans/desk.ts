import { z } from 'zod';
import type { ApplyRequest, PlanStep } from '../../contract/plans/plan.ts';
import { planCandidate, planCheck, planOffer, planWarning } from '../../contract/plans/plan.ts';
import { PLAN_STATES } from '../../contract/plans/states.ts';
import type { PlanWaiting } from '../../contract/plans/waiting.ts';

/** As much of a plan as commands show; the rest of it goes into their JSON as it is. */
export const planView = z.looseObject({
  id: z.uuid(),
  number: z.int(),
  title: z.string(),
  action: z.string(),
  state: z.enum(PLAN_STATES),
  reason: z.string(),
  actor: z.string(),
  button: z.string(),
  stepCount: z.int(),
  changeCount: z.int(),
  candidates: z.array(planCandidate).nullable(),
  checks: z.array(planCheck).nullable(),
  warnings: z.array(planWarning).nullable(),
  offers: z.array(planOffer).nullable(),
  irreversible: z.array(z.string()),
  needsApproval: z.boolean(),
  approvedBy: z.string().nullable(),
  scheduledFor: z.string().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  undoes: z.string().nullable(),
  undoneBy: z.string().nullable(),
  error: z.string().nullable(),
});
export type PlanView = z.infer<typeof planView>;

/** An object that a parameter may name. */
export interface Found {
  id: string;
  name: string;
  /** Of a record set. */
  type: string | null;
  /** What tells it from others of its name. */
  detail: string;
  gone: boolean;
}

export interface Order {
  action: string;
  params: Record<string, unknown>;
  reason: string;
}

/** Where plans are made and applied: a panel that answers, or the database where none does. */
export interface Desk {
  /** Objects of a kind with exactly this name, or with this key at their provider. */
  find(kind: string, name: string): Promise<Found[]>;
  propose(order: Order): Promise<PlanView>;
  /** @param which number or id. @throws PlanTrouble where there is none */
  plan(which: string): Promise<PlanView>;
  plans(most: number): Promise<PlanView[]>;
  steps(planId: string): Promise<PlanStep[]>;
  apply(planId: string, how: ApplyRequest): Promise<PlanView>;
  /** @returns the plan that undoes it */
  undo(planId: string): Promise<PlanView>;
  cancel(planId: string): Promise<PlanView>;
  /**
   * The yes of a second person.
   * @param reason needed where nobody proves who that is. @throws PlanTrouble without one there, and with one elsewhere
   */
  approve(planId: string, reason: string | undefined): Promise<PlanView>;
  /** @param at an instant, as the API takes it */
  schedule(planId: string, at: string): Promise<PlanView>;
  /** It stops after the step that is under way. */
  pause(planId: string): Promise<PlanView>;
  /** What no worker has taken up; null also where a hand is lent. */
  waiting(planId: string): Promise<PlanWaiting | null>;
  /** Called again and again while somebody waits for a plan: does what is due of it if no worker does. */
  lendAHand(plan: PlanView): void;
  close(): Promise<void>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isId = (text: string) => UUID.test(text);
