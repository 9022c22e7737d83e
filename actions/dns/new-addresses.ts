import type { Probe } from '../../contract/plans/probe.ts';
import type { PlanCheck } from '../../contract/plans/plan.ts';
import { contentsOf } from '../../contract/plans/record-set-image.ts';
import { type ProbeOrder, waiting } from '../engine/draft.ts';
import type { Wanted } from './write-sets.ts';

const OF_ADDRESSES = new Set(['A', 'AAAA']);

/** Addresses that record sets are to hold and do not hold now. */
export const newAddresses = (wanted: readonly Wanted[]): string[] =>
  [
    ...new Set(
      wanted.flatMap(({ change: { before, after } }) => {
        if (!after || !OF_ADDRESSES.has(after.type)) return [];
        const had = new Set(before ? contentsOf(before) : []);
        return contentsOf(after).filter((content) => !had.has(content));
      }),
    ),
  ].toSorted();

/** What is looked at before the plan is proposed: each new address, over HTTP under a name that is to lead there. */
export interface Probing {
  addresses: string[];
  /** null: nobody asked for it, or nothing new is an address. */
  probe: Probe | null;
  checks: PlanCheck[];
  orders: ProbeOrder[];
}

export function probing(probe: Probe | undefined, wanted: readonly Wanted[]): Probing {
  const addresses = newAddresses(wanted);
  if (!probe || addresses.length === 0) return { addresses, probe: null, checks: [], orders: [] };
  const name = wanted.find(({ change }) => change.after && OF_ADDRESSES.has(change.after.type))!.change.after!.name;
  const asked = probe.kind === 'tcp' ? probe : { ...probe, host: probe.host ?? name };
  const how = probe.kind === 'tcp' ? `on port ${probe.port}` : `${probe.kind} on port ${probe.port}`;
  return {
    addresses,
    probe: asked,
    checks: [waiting('probe', `Each new address answers ${how}`)],
    orders: [{ check: 'probe', addresses, probe: asked }],
  };
}
