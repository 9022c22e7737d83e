import { useMemo, useState } from 'react';
import { actionNamed } from '../../planning/find-action.ts';
import { proposePlan } from '../../planning/propose-plan.ts';
import { askJson } from '../../api/fetch.ts';
import { useReport } from '../../app/report.ts';
import { useGo } from '../../ui/scoped-link.tsx';
import type { Ticks } from './changes-panel.tsx';
import { OPEN, type Plan } from './plan.ts';
import { replanned, selectedCount, selecting } from './replanned.ts';

interface Choosing extends Ticks {
  /** How many were ticked or unticked since. */
  changed: number;
  /** So many would be part of the new plan. */
  count: number;
  reset: () => void;
  planAgain: () => void;
  busy: boolean;
}

/** Which candidates are part of the plan. Choosing others means planning again: the new plan takes the place of this one, which is cancelled. */
export function useTicks(plan: Plan): Choosing {
  const go = useGo();
  const report = useReport();
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [busy, setBusy] = useState(false);
  const names = actionNamed(plan.action)?.params.map(({ name }) => name) ?? [];
  const choosable = OPEN.includes(plan.state) && selecting(names, plan.params) !== null;
  const byId = useMemo(() => new Map(plan.candidates.map((one) => [one.id, one])), [plan.candidates]);

  const planAgain = () => {
    setBusy(true);
    proposePlan({ action: plan.action, params: replanned(plan.params, names, changed), reason: plan.reason })
      .then(async ({ id }) => {
        await askJson(`/plans/${plan.id}/cancel`, { method: 'POST', body: {} }).catch(() => undefined);
        go(`/plans/${id}`, { replace: true });
      })
      .catch((error: unknown) => report(error, planAgain))
      .finally(() => setBusy(false));
  };
  return {
    part(id) {
      const candidate = byId.get(id);
      if (!choosable || !candidate || candidate.reason !== null) return null;
      return changed.get(id) ?? candidate.selected;
    },
    toggle(id) {
      const candidate = byId.get(id);
      if (!candidate) return;
      const next = new Map(changed);
      const part = !(changed.get(id) ?? candidate.selected);
      if (part === candidate.selected) next.delete(id);
      else next.set(id, part);
      setChanged(next);
    },
    changed: changed.size,
    count: selectedCount(plan.candidates, changed),
    reset: () => setChanged(new Map()),
    planAgain,
    busy,
  };
}
