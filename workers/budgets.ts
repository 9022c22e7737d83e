import { type Budgets, createBudgets } from '../sync/systems/pacing.ts';

const bySource = new Map<string, Budgets>();

/**
 * A source's request budgets last beyond one pull: the provider counts all of them. Pulls, listening, tests of connections and plans share them, plans by a family
 * of their own where the system leaves them one; so each hears at once what the provider has said to another.
 */
export function budgetsOf(sourceId: string): Budgets {
  let budgets = bySource.get(sourceId);
  if (!budgets) bySource.set(sourceId, (budgets = createBudgets()));
  return budgets;
}
