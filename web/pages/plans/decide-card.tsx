import { useState } from 'react';
import type { Decision } from '../../../contract/plans/decisions.ts';
import type { PlanStep } from '../../../contract/plans/plan.ts';
import { DecideStep } from './decide-step.tsx';
import type { Plan } from './plan.ts';
import type { PlanActs } from './use-plan-acts.ts';

/** Steps that wait for a person's word: what there is to know of each, and the words. It goes on once each has one. */
export function DecideCard({ plan, steps, acts }: { plan: Plan; steps: readonly PlanStep[]; acts: PlanActs }) {
  const [decisions, setDecisions] = useState<Record<string, Decision>>({});
  const decide = (n: number, decision: Decision) => {
    const all: Record<string, Decision> = { ...decisions, [n]: decision };
    const whole = steps.every((step) => all[step.n] !== undefined);
    // A step that waits again wants a word of its own.
    setDecisions(whole ? {} : all);
    if (whole) acts.run('apply', { decisions: all });
  };
  return (
    <section className="sy-card sy-decide" aria-label="Needs a person">
      <div className="sy-card-head">
        <h2>Somebody has to say what becomes of {steps.length === 1 ? 'this step' : 'these steps'}</h2>
      </div>
      {steps.map((step) => (
        <DecideStep
          key={step.n}
          plan={plan}
          step={step}
          chosen={decisions[step.n]}
          busy={acts.busy}
          whyNot={acts.whyNot('apply')}
          onDecide={(decision) => decide(step.n, decision)}
        />
      ))}
    </section>
  );
}
