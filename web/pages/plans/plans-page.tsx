import { useLocation } from 'react-router';
import type { PlanState } from '../../../contract/plans/states.ts';
import { kindNamed } from '../../kinds/find.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { KindList } from '../list-page.tsx';
import { MissingPage } from '../missing-page.tsx';
import './plans-page.css';

/** What one looks for among plans, and the states that mean it. */
const VIEWS: readonly (readonly [label: string, states: readonly PlanState[]])[] = [
  ['All', []],
  ['Under way', ['checking', 'applying', 'undoing', 'paused']],
  ['Waits for a person', ['proposed', 'approved', 'needs_person', 'partly_applied']],
  ['Scheduled', ['scheduled']],
  ['Applied', ['applied', 'undone']],
  ['Came to nothing', ['failed', 'expired', 'cancelled']],
];

const searchOf = (states: readonly PlanState[]) =>
  new URLSearchParams(states.map((state) => ['state', state])).toString();

/** All plans, with what one mostly looks for a click away. */
export function PlansPage() {
  const kind = kindNamed('plans');
  const { search } = useLocation();
  if (!kind) return <MissingPage />;
  const chosen = new URLSearchParams(search).getAll('state').toSorted().join();
  return (
    <KindList
      kind={kind}
      above={
        <nav className="sy-plan-views" aria-label="Plans by state">
          {VIEWS.map(([label, states]) => (
            <Link
              key={label}
              to={`/plans${states.length > 0 ? `?${searchOf(states)}` : ''}`}
              aria-current={states.toSorted().join() === chosen ? 'true' : undefined}
            >
              {label}
            </Link>
          ))}
        </nav>
      }
    />
  );
}
