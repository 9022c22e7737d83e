import type { z } from 'zod';
import type { ActionCard } from '../../contract/actions/action-card.ts';
import type { Queryable } from '../../model/database.ts';
import { wrongFields } from '../../model/panel/refused.ts';
import type { Draft } from './draft.ts';

export interface Planning {
  /** Reads as who asks for the plan: what they may not see is not there. Nothing is written by it. */
  db: Queryable;
}

/** An action: a value, picked up by `actions/all.ts`. `plan` is pure over the model. @throws Refused naming the parameters that do not fit */
export interface Action {
  card: ActionCard;
  plan(planning: Planning, params: Record<string, unknown>): Promise<Draft>;
}

export const action = <P extends z.ZodObject>(
  card: ActionCard<string, P>,
  plan: (planning: Planning, params: z.output<P>) => Promise<Draft>,
): Action => ({ card: card as unknown as ActionCard, plan: plan as Action['plan'] });

/** @throws Refused naming each field as `params.<field>` */
export function checkParams(card: ActionCard, params: Record<string, unknown>): Record<string, unknown> {
  const read = card.params.safeParse(params);
  if (read.success) return read.data;
  const errors: Record<string, string> = {};
  for (const issue of read.error.issues)
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) errors[`params.${key}`] ??= 'no such parameter';
    else errors[['params', ...issue.path].join('.')] ??= issue.message;
  throw wrongFields(errors);
}
