import { type Budgets, createBudgets } from '../sync/systems/pacing.ts';

const bySource = new Map<string, Budgets>();

/** A source's request budget lasts beyond one pull: the provider counts all of them. */
export function budgetsOf(sourceId: string): Budgets {
  let budgets = bySource.get(sourceId);
  if (!budgets) bySource.set(sourceId, (budgets = createBudgets()));
  return budgets;
}
