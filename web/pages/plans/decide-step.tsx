import { useNotify } from 'ra-core';
import { useId, useState } from 'react';
import { type DecisionWords, decisionsOn } from '../../../contract/plans/decisions.ts';
import { targetOf } from '../../../contract/plans/describe.ts';
import type { PlanStep } from '../../../contract/plans/plan.ts';
import { askJson } from '../../api/fetch.ts';
import { useWhyNot } from '../../app/may.ts';
import { useReport } from '../../app/report.ts';
import { capital } from '../../kinds/find.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import type { Plan } from './plan.ts';
import { SeenTable } from './seen-table.tsx';
import { useSeen } from './use-seen.ts';

/** Asks the source for news of the zone that the step writes to. */
function LookAgain({ step }: { step: PlanStep['step'] }) {
  const whyNot = useWhyNot('objects.refresh');
  const notify = useNotify();
  const report = useReport();
  const [busy, setBusy] = useState(false);
  const known = step.type === 'dns.write-record-sets' && step.sets.find(({ id }) => id !== null);
  if (!known) return null;
  const look = () => {
    setBusy(true);
    askJson(`/record-sets/${known.id}/refresh`, { method: 'POST' })
      .then(() => notify(`Asked ${targetOf(step).system} what is there now`))
      .catch((error: unknown) => report(error, look))
      .finally(() => setBusy(false));
  };
  return (
    <Button icon="refresh" whyNot={whyNot} busy={busy} onClick={look}>
      Look again
    </Button>
  );
}

function Choice({
  words,
  chosen,
  busy,
  whyNot,
  onChoose,
}: {
  words: DecisionWords;
  chosen: boolean;
  busy: boolean;
  whyNot: string | null;
  onChoose: () => void;
}) {
  return (
    <li>
      <Button whyNot={whyNot} busy={busy} {...(chosen ? { pressed: true } : {})} onClick={onChoose}>
        {words.label}
      </Button>
      <p>{words.does}</p>
    </li>
  );
}

/** A step of which nobody can tell what became of it: three sides of it, and a button for each word on it. */
export function DecideStep({
  plan,
  step,
  chosen,
  busy,
  whyNot,
  onDecide,
}: {
  plan: Plan;
  step: PlanStep;
  /** The word that it has already, while others wait for theirs. */
  chosen: DecisionWords['decision'] | undefined;
  busy: boolean;
  whyNot: string | null;
  onDecide: (decision: DecisionWords['decision']) => void;
}) {
  const seen = useSeen(plan.id, step);
  const heading = useId();
  const [sure, setSure] = useState<DecisionWords | null>(null);
  const words = decisionsOn({ ...step, seen }, plan.stepCount);
  const { n, error, foreign } = step;
  return (
    <section className="sy-card-body sy-decide-step" aria-labelledby={heading}>
      <div className="sy-decide-head">
        <h3 id={heading}>
          Step {n}, {targetOf(step.step).name}
        </h3>
        <LookAgain step={step.step} />
      </div>
      {error && <p>{capital(error)}.</p>}
      {seen === null ? (
        <>
          <p className="sy-muted">
            {step.step.type === 'cache.purge'
              ? 'Nobody can ask a cache what is in it.'
              : 'Nobody has been able to look since.'}
          </p>
          {foreign.length > 0 && (
            <ul className="sy-step-lines">
              {foreign.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </>
      ) : (
        <SeenTable seen={seen} />
      )}
      <ul className="sy-decide-choices" aria-label={`What becomes of step ${n}`}>
        {words.map((one) => (
          <Choice
            key={one.decision}
            words={one}
            chosen={chosen === one.decision}
            busy={busy}
            whyNot={whyNot}
            onChoose={() => (one.writesOver ? setSure(one) : onDecide(one.decision))}
          />
        ))}
      </ul>
      {sure && (
        <Confirm
          title={`${sure.label}?`}
          act={sure.label}
          onConfirm={() => {
            setSure(null);
            onDecide(sure.decision);
          }}
          onClose={() => setSure(null)}
        >
          <p>{sure.does} What somebody else has put there is lost, and rolling back does not bring it back.</p>
        </Confirm>
      )}
    </section>
  );
}
