import { useQueryClient } from '@tanstack/react-query';
import { useGetOne } from 'ra-core';
import { useState } from 'react';
import type { ApplyRequest } from '../../../contract/plans/plan.ts';
import { whyNotNow } from '../../../contract/plans/can.ts';
import { actionNamed } from '../../planning/find-action.ts';
import { proposePlan } from '../../planning/propose-plan.ts';
import { askJson } from '../../api/fetch.ts';
import { useWhyNot } from '../../app/may.ts';
import { useReport } from '../../app/report.ts';
import { useMe } from '../../app/session.ts';
import { announce } from '../../ui/announce.ts';
import { useGo } from '../../ui/scoped-link.tsx';
import { type ButtonAct, wordsOf } from './main-act.ts';
import { planNow, type Plan } from './plan.ts';
import { wholeKey } from './use-plan.ts';

export interface PlanActs {
  /** null when it can be done here and now, else the reason in words: the instant that is looked at, a right, or the plan's state. */
  whyNot: (act: ButtonAct) => string | null;
  run: (act: ButtonAct, body?: Partial<ApplyRequest> | { at: string }) => void;
  busy: boolean;
}

/** What the plan's action asks for; an undo asks for what its plan asked for, as the server has it. */
function useMayAct({ action, undoes }: Plan): string | null {
  const { data: undone } = useGetOne<Plan>('plans', { id: undoes ?? '' }, { enabled: undoes !== null });
  return useWhyNot(actionNamed(undone?.action ?? action)?.may ?? (undoes === null ? 'plans.override' : 'plans.dns'));
}

export function usePlanActs(plan: Plan): PlanActs {
  const client = useQueryClient();
  const me = useMe();
  const go = useGo();
  const report = useReport();
  const mayAct = useMayAct(plan);
  const mayApprove = useWhyNot('plans.approve');
  const [busy, setBusy] = useState(false);

  const whyNot = (act: ButtonAct): string | null => {
    if (mayAct !== null || act === 'again') return mayAct;
    if (act === 'approve' && mayApprove !== null) return mayApprove;
    return whyNotNow(planNow(plan), act, me ?? undefined);
  };

  const send = async (act: ButtonAct, body: object): Promise<void> => {
    if (act === 'again') {
      const { id } = await proposePlan({ action: plan.action, params: plan.params, reason: plan.reason });
      return go(`/plans/${id}`);
    }
    const answer = await askJson<Plan>(`/plans/${plan.id}/${act}`, { method: 'POST', body });
    client.setQueryData(wholeKey(answer.id), answer);
    void client.invalidateQueries({ queryKey: ['plans'] });
    if (act === 'undo') go(`/plans/${answer.id}`);
  };

  const run: PlanActs['run'] = (act, body = {}) => {
    if (busy) return;
    const reason = whyNot(act);
    // An override makes of a reason none; the server has the last word.
    if (reason !== null && !('override' in body)) return announce(`${wordsOf(act, plan)}: ${reason}`);
    setBusy(true);
    announce(`${wordsOf(act, plan)} …`);
    send(act, body)
      .catch((error: unknown) => {
        void client.invalidateQueries({ queryKey: ['plans'] });
        report(error, () => run(act, body));
      })
      .finally(() => setBusy(false));
  };
  return { whyNot, run, busy };
}
