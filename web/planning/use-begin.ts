import { useState } from 'react';
import { useNavigate } from 'react-router';
import { messageOf, problemOf } from '../api/fetch.ts';
import { useReport } from '../app/report.ts';
import { keepScope } from '../app/scope.ts';
import { useScope } from '../ui/scoped-link.tsx';
import { lacking } from './find-action.ts';
import { ASKED_FIRST } from './asked-first.ts';
import { planAddress } from './plan-address.ts';
import { proposePlan, type Wish } from './propose-plan.ts';
import type { WebAction } from './web-action.ts';

/** What the page of a new plan finds in the history entry that led to it. */
export interface BesideAddress {
  params?: Record<string, unknown>;
  /** Why the plan could not be made of the parameters alone. */
  refused?: string;
}

const whole = (action: WebAction, params: Wish['params']) =>
  !ASKED_FIRST.has(action.name) && lacking(action, params).length === 0;

export interface Begin {
  /** Plans what is known whole, and asks for the rest by the form. */
  begin: (action: WebAction, params: Wish['params']) => void;
  /** Plans it at once. */
  propose: (action: WebAction, params: Wish['params']) => void;
  busy: boolean;
}

/**
 * Begins an action where one looks. A plan changes nothing and shows everything, so what is known whole needs no form; where the server misses
 * something, the form says what.
 */
export function useBegin(): Begin {
  const navigate = useNavigate();
  const scope = useScope();
  const report = useReport();
  const [busy, setBusy] = useState(false);
  const ask = (action: WebAction, params: Wish['params'], refused?: string) => {
    const { to, beside } = planAddress(action.name, params);
    const state: BesideAddress = { ...(beside ? { params: beside } : {}), ...(refused ? { refused } : {}) };
    void navigate(keepScope(to, scope), { state });
  };
  const propose = (action: WebAction, params: Wish['params']) => {
    if (busy) return;
    setBusy(true);
    proposePlan({ action: action.name, params })
      .then(({ id }) => void navigate(keepScope(`/plans/${id}`, scope)))
      .catch((error: unknown) => {
        const { status, errors } = problemOf(error);
        if (status === 400) ask(action, params, errors ? Object.values(errors).join('; ') : messageOf(error));
        else report(error, () => propose(action, params));
      })
      .finally(() => setBusy(false));
  };
  return {
    begin: (action, params) => (whole(action, params) ? propose : ask)(action, params),
    propose,
    busy,
  };
}
