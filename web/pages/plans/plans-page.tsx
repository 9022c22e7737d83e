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

/** Whose plans they are stays. */
const searchOf = (states: readonly PlanState[], linkedTo: string | null) =>
  new URLSearchParams([
    ...(linkedTo === null ? [] : [['linkedTo', linkedTo]]),
    ...states.map((state) => ['state', state]),
  ]).toString();

/** All plans, with what one mostly looks for a click away. */
export function PlansPage() {
  const kind = kindNamed('plans');
  const { search } = useLocation();
  if (!kind) return <MissingPage />;
  const params = new URLSearchParams(search);
  const chosen = params.getAll('state').toSorted().join();
  return (
    <KindList
      kind={kind}
      above={
        <nav className="sy-plan-views" aria-label="Plans by state">
          {VIEWS.map(([label, states]) => (
            <Link
              key={label}
              to={`/plans?${searchOf(states, params.get('linkedTo'))}`.replace(/\?$/, '')}
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
