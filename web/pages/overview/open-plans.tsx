import { useGetList } from 'ra-core';
import type { PlanState } from '../../../contract/plans/states.ts';
import type { Row } from '../../api/data-provider.ts';
import { useZone } from '../../app/time-travel.tsx';
import { AT_WORK } from '../../planning/plan-words.ts';
import { dayAndClock } from '../../ui/relative-time.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusMark } from '../../ui/status.tsx';
import { When } from '../../ui/when.tsx';
import { rowWord } from '../plans/plan.ts';
import { Part } from './part.tsx';

const RECENT: readonly PlanState[] = ['proposed', 'approved', 'applied', 'partly_applied', 'failed', 'undone'];
const SHOWN = 5;

const usePlans = (state: readonly PlanState[], most: number) =>
  useGetList<Row>('plans', {
    filter: { state },
    sort: { field: 'number', order: 'DESC' },
    pagination: { page: 1, perPage: most },
  }).data ?? [];

function Said({ plan, zone }: { plan: Row; zone: string }) {
  const { scheduledFor, stepCount, writtenCount } = plan;
  const state = rowWord(plan);
  if (plan['state'] === 'scheduled') return <>at {dayAndClock(String(scheduledFor), zone)}</>;
  if ((AT_WORK as readonly unknown[]).includes(plan['state']) && Number(stepCount) > 0)
    return (
      <>
        {state}, {String(writtenCount)} of {String(stepCount)} {stepCount === 1 ? 'step' : 'steps'}
      </>
    );
  return <>{state}</>;
}

/** Plans at work and scheduled, with how far they are; and those of late. */
export function OpenPlans() {
  const zone = useZone();
  const open = usePlans(AT_WORK, 20);
  const recent = usePlans(RECENT, SHOWN);
  const plans = [...open, ...recent];
  if (plans.length === 0) return null;
  return (
    <Part title="Plans" aside={<Link to="/plans">All</Link>}>
      <ul className="sy-finding-list">
        {plans.map((plan) => (
          <li key={plan.id}>
            <StatusMark status={plan.status} label={rowWord(plan)} />
            <span className="sy-finding-title">
              <Link to={`/plans/${plan.id}`}>{String(plan['title'])}</Link>
              <span className="sy-muted">
                <Said plan={plan} zone={zone} />
              </span>
            </span>
            <span className="sy-finding-since">
              <When at={(plan['finishedAt'] ?? plan['createdAt']) as string} />
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
