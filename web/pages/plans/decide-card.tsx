import { useState } from 'react';
import { targetOf } from '../../../contract/plans/describe.ts';
import type { ApplyRequest, PlanStep } from '../../../contract/plans/plan.ts';
import { capital } from '../../kinds/find.ts';
import { Button } from '../../ui/button.tsx';
import type { PlanActs } from './use-plan-acts.ts';

type Word = ApplyRequest['decisions'][string];

const CHOICES: readonly (readonly [word: Word, label: string, about: string])[] = [
  ['done', 'It was done', 'What is there now is taken for what was meant.'],
  ['again', 'Send it again', 'What is there now is written over.'],
  ['skip', 'Leave it', 'What is there now stays, and the plan goes on without this step.'],
];

/** Steps of which nobody can tell what became of them: what is there now, and what a person says to it. */
export function DecideCard({ steps, acts }: { steps: readonly PlanStep[]; acts: PlanActs }) {
  const [decisions, setDecisions] = useState<Record<string, Word>>({});
  const open = steps.filter(({ n }) => decisions[n] === undefined).length;
  return (
    <section className="sy-card sy-decide" aria-label="Needs a person">
      <div className="sy-card-head">
        <h2>Somebody has to say what becomes of {steps.length === 1 ? 'this step' : 'these steps'}</h2>
      </div>
      {steps.map(({ n, step, error, foreign }) => (
        <fieldset key={n} className="sy-card-body">
          <legend>
            Step {n}, {targetOf(step).name}
          </legend>
          {error && <p>{capital(error)}.</p>}
          <p className="sy-muted">
            {foreign.length > 0 ? 'What is there now:' : 'Nothing that somebody else has written shows there.'}
          </p>
          {foreign.length > 0 && (
            <ul className="sy-step-lines">
              {foreign.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
          {CHOICES.map(([word, label, about]) => (
            <label key={word} className="sy-decide-choice">
              <input
                type="radio"
                name={`step-${n}`}
                checked={decisions[n] === word}
                onChange={() => setDecisions({ ...decisions, [n]: word })}
              />
              <span>
                <b>{label}</b> <span className="sy-muted">{about}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      <div className="sy-decide-foot">
        <Button
          kind="main"
          busy={acts.busy}
          whyNot={acts.whyNot('apply') ?? (open > 0 ? 'choose what becomes of each step' : null)}
          onClick={() => acts.run('apply', { decisions })}
        >
          Go on
        </Button>
      </div>
    </section>
  );
}
