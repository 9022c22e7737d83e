import { rowWord } from '../pages/plans/plan.ts';
import { Link } from '../ui/scoped-link.tsx';
import { StatusWord } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';
import { itsPlansPath, useItsPlans } from './use-its-plans.ts';
import './its-plans.css';

const SHOWN = 5;

/** A card of the latest plans that concern what has no timeline: a source, a cluster. Nothing where there are none. */
export function ItsPlans({ kindName, id }: { kindName: string; id: string }) {
  const { data: plans = [], total = 0 } = useItsPlans(kindName, id, SHOWN);
  if (plans.length === 0) return null;
  return (
    <section className="sy-card" aria-label="Plans">
      <div className="sy-card-head">
        <h2>Plans</h2>
        <Link to={itsPlansPath(kindName, id)}>{total > SHOWN ? `All ${total.toLocaleString('en')}` : 'All'}</Link>
      </div>
      <ul className="sy-its-plans">
        {plans.map((plan) => (
          <li key={plan.id}>
            <Link to={`/plans/${plan.id}`}>
              {String(plan['number'])} · {String(plan['title'])}
            </Link>
            <span>
              <StatusWord status={plan.status} word={rowWord(plan)} over />
              <span className="sy-muted">
                {String(plan['actor'])} · <When at={(plan['startedAt'] ?? plan['createdAt']) as string} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
