import { useZone } from '../app/time-travel.tsx';
import { Link } from '../ui/scoped-link.tsx';
import { StatusMark } from '../ui/status.tsx';
import { AT_WORK, atWorkWords } from './plan-words.ts';
import { itsPlansPath, useItsPlans } from './use-its-plans.ts';

const SHOWN = 3;

/** Plans under way that concern an object: nobody looks at it without knowing that somebody is at it. */
export function PlansAtIt({ kindName, id }: { kindName: string; id: string }) {
  const zone = useZone();
  const { data = [], total = 0 } = useItsPlans(kindName, id, SHOWN, AT_WORK);
  // One that is being undone is told of by the plan that does.
  const plans = data.filter(({ undoneBy }) => !data.some((other) => other.id === undoneBy));
  return plans.map((plan, index) => (
    <div key={plan.id} className={`sy-banner${plan.status === 'failing' ? ' sy-banner-failing' : ''}`}>
      <StatusMark status={plan.status} label="plan" />
      <Link to={`/plans/${plan.id}`}>
        Plan {String(plan['number'])} {atWorkWords(plan as never, zone)}
      </Link>
      <span className="sy-muted">
        {String(plan['title'])} · {String(plan['actor'])}
      </span>
      {index === 0 && total > SHOWN && (
        <Link to={itsPlansPath(kindName, id)} className="sy-banner-act">
          {total - SHOWN} more
        </Link>
      )}
    </div>
  ));
}
