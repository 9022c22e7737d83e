import { useState } from 'react';
import { useWhyNot } from '../../app/may.ts';
import { useMe } from '../../app/session.ts';
import { isApple } from '../../app/header.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmApply } from './confirm-apply.tsx';
import { actsOf, type ButtonAct, wordsOf } from './main-act.ts';
import { blocking, OPEN, type Plan } from './plan.ts';
import { ScheduleDialog } from './schedule-dialog.tsx';
import type { PlanActs } from './use-plan-acts.ts';
import { usePlanKeys } from './use-plan-keys.ts';

type Asking = 'apply' | 'override' | 'schedule' | null;

const KEYS: Partial<Record<ButtonAct, readonly [shown: string, keys: string]>> = {
  apply: [isApple() ? '⌘⏎' : 'a', 'a Control+Enter Meta+Enter'],
  undo: ['r', 'r'],
};

/** What can be done with the plan: one act that is large, and by its side those that are not. */
export function ActCard({ plan, acts }: { plan: Plan; acts: PlanActs }) {
  const me = useMe();
  const mayOverride = useWhyNot('plans.override');
  const [asking, setAsking] = useState<Asking>(null);
  const { main, others } = actsOf(plan, me?.id ?? '');
  const first = OPEN.includes(plan.state);

  const press = (act: ButtonAct) => {
    if (acts.whyNot(act) === null) {
      if (act === 'apply' && first && plan.irreversible.length > 0) return setAsking('apply');
      if (act === 'schedule') return setAsking('schedule');
    }
    return acts.run(act);
  };
  const offered = (act: ButtonAct) => main === act || others.includes(act);
  usePlanKeys({
    // What waits for a person is gone on with by what that person says.
    apply: offered('apply') && plan.state !== 'needs_person' ? () => press('apply') : null,
    rollBack: main === 'undo' ? () => press('undo') : null,
  });

  const why = main && acts.whyNot(main);
  // Of nothing there is nothing to override.
  const blocked =
    plan.stepCount > 0 &&
    plan.state !== 'checking' &&
    blocking(plan).length > 0 &&
    (main === 'apply' || others.includes('apply'));
  const shown = others.filter((act) => !(act === 'apply' && plan.state === 'needs_person'));
  const key = main && KEYS[main];
  return (
    <section className="sy-act" aria-label="What to do">
      {main && (
        <Button
          large
          kind={main === 'undo' ? 'danger' : 'main'}
          whyNot={why}
          busy={acts.busy}
          {...(key ? { keys: key[1] } : {})}
          onClick={() => press(main)}
        >
          {wordsOf(main, plan)}
          {key && why === null && <kbd aria-hidden="true">{key[0]}</kbd>}
        </Button>
      )}
      {why && <p className="sy-act-why">{why}</p>}
      {(shown.length > 0 || blocked) && (
        <div className="sy-act-others">
          {blocked && (
            <Button kind="danger" whyNot={mayOverride} busy={acts.busy} onClick={() => setAsking('override')}>
              Override checks
            </Button>
          )}
          {shown.map((act) => (
            <Button
              key={act}
              whyNot={acts.whyNot(act)}
              busy={acts.busy}
              {...(KEYS[act] && act !== 'undo' ? { keys: KEYS[act][1] } : {})}
              onClick={() => press(act)}
            >
              {wordsOf(act, plan)}
            </Button>
          ))}
        </div>
      )}
      {(asking === 'apply' || asking === 'override') && (
        <ConfirmApply
          plan={plan}
          override={asking === 'override'}
          busy={acts.busy}
          onClose={() => setAsking(null)}
          onConfirm={() => {
            setAsking(null);
            acts.run('apply', asking === 'override' ? { override: true } : {});
          }}
        />
      )}
      {asking === 'schedule' && (
        <ScheduleDialog
          plan={plan}
          onClose={() => setAsking(null)}
          onSchedule={(at) => {
            setAsking(null);
            acts.run('schedule', { at });
          }}
        />
      )}
    </section>
  );
}
