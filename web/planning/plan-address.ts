import type { WebAction } from './web-action.ts';

/** Beyond so many ids an address is too long for servers on the way; they travel beside it. */
const MOST_IN_ADDRESS = 100;

export interface PlanAddress {
  to: string;
  /** Parameters that are too long for an address: kept by the browser's history alone. */
  beside: Record<string, unknown> | null;
}

const text = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Where an action is planned, with what is known of it in the address: `/plans/new?action=dns.flip&fromLoadBalancerId=…`. */
export function planAddress(action: string, params: Readonly<Record<string, unknown>>): PlanAddress {
  const search = new URLSearchParams({ action });
  const beside: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null || value === '') continue;
    if (!Array.isArray(value)) search.set(name, text(value));
    else if (value.length > MOST_IN_ADDRESS) beside[name] = value;
    else for (const one of value) search.append(name, text(one));
  }
  return { to: `/plans/new?${search}`, beside: Object.keys(beside).length > 0 ? beside : null };
}

/** What JSON says, or else the word itself: `1`, `true` and `{"kind":"tcp","port":443}` are not texts. */
function valueOf(word: string): unknown {
  if (!/^(-?\d+|true|false|\{.*\})$/s.test(word)) return word;
  try {
    return JSON.parse(word) as unknown;
  } catch {
    return word;
  }
}

/** Parameters of an action that an address says; others are left out, so that an old link still opens. `lists`: those that are lists. */
export function readPlanAddress(
  search: string,
  action: WebAction,
  lists: ReadonlySet<string>,
): Record<string, unknown> {
  const said = new URLSearchParams(search);
  const found: Record<string, unknown> = {};
  for (const { name } of action.params) {
    const words = said.getAll(name).filter((word) => word !== '');
    if (words.length > 0) found[name] = lists.has(name) ? words : valueOf(words[0]!);
  }
  return found;
}
