import { EXACT_TOTAL } from '../../contract/api/list.ts';
import type { Principal } from '../principal.ts';
import { queryAs, type Reading } from '../reader.ts';
import type { ListAsk } from './grammar.ts';
import { countStatement, estimateStatement } from './sql.ts';

export interface Total {
  total: number;
  estimate: boolean;
}

interface Kept extends Total {
  at: number;
}

const FRESH_MS = 5000;
/** While one request counts anew, others take the last count. */
const STALE_MS = 15_000;
const MOST_KEPT = 2000;
const kept = new Map<string, Kept>();
const counting = new Set<string>();

interface PlanNode {
  Plan: { 'Plan Rows': number };
}

async function count(reading: Reading, ask: ListAsk): Promise<Total> {
  const { text, values } = countStatement(ask);
  const { rows } = await reading.client.query<{ count: number }>(text, values);
  const exact = rows[0]!.count;
  if (exact <= EXACT_TOTAL) return { total: exact, estimate: false };
  return { total: Math.max(await estimate(reading, ask), exact), estimate: true };
}

/** Nothing is read for it, so that the role of a reader of all tells no more than what is planned for these clusters. */
async function estimate(reading: Reading, ask: ListAsk): Promise<number> {
  const { text, values } = estimateStatement(ask, reading.principal.clusterIds);
  const [answer] = await queryAs<{ 'QUERY PLAN': PlanNode[] }>(reading, reading.panel.readerRole, text, values);
  return Math.round(answer!['QUERY PLAN'][0]!.Plan['Plan Rows']);
}

const keyOf = ({ clusterIds, role }: Principal, filter: string) => `${clusterIds?.join() ?? `all ${role}`} ${filter}`;

/**
 * How many rows a filter has for readers with these rights, if that was counted moments ago.
 * @param filter what tells one filter from another
 */
export function keptTotal(principal: Principal, filter: string): Total | undefined {
  const key = keyOf(principal, filter);
  const known = kept.get(key);
  const age = known ? Date.now() - known.at : Infinity;
  return age < FRESH_MS || (age < STALE_MS && counting.has(key)) ? known : undefined;
}

/** Counts, as the database role of the reader, and keeps the figure. */
export async function countTotal(reading: Reading, ask: ListAsk, filter: string): Promise<Total> {
  const key = keyOf(reading.principal, filter);
  const known = keptTotal(reading.principal, filter);
  if (known) return known;
  counting.add(key);
  try {
    const total = await count(reading, ask);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, { ...total, at: Date.now() });
    return total;
  } finally {
    counting.delete(key);
  }
}
