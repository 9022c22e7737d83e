import type { PlanStep } from '../../../contract/plans/plan.ts';
import type { Status } from '../../../contract/kinds/kind.ts';
import { useZone } from '../../app/time-travel.tsx';
import { objectPath } from '../../kinds/find.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { beforeWords } from './before-words.ts';
import { tookInAll, verifiedWords } from './step-words.ts';
import type { Plan } from './plan.ts';
import { WaitingBanner } from './waiting-banner.tsx';

const SAID: Partial<Record<Plan['state'], readonly [Status, string]>> = {
  applied: ['ok', 'Applied'],
  paused: ['attention', 'Paused'],
  partly_applied: ['failing', 'Applied in part'],
  failed: ['failing', 'Failed: nothing was written'],
  needs_person: ['failing', 'A step waits for a person'],
  expired: ['gone', 'Expired: what it would change has moved meanwhile'],
  cancelled: ['gone', 'Cancelled'],
  undoing: ['working', 'Being undone'],
  undone: ['gone', 'Undone'],
};

/** What it waits for before it begins. */
function BeforeBanner({ plan }: { plan: Plan }) {
  const said = beforeWords(plan, useZone());
  if (!said) return null;
  return (
    <div className={`sy-banner sy-banner-${said.status}`} role="status">
      <StatusWord status={said.status} word={said.word} />
      <span>{said.more}</span>
    </div>
  );
}

/** What came of the plan, what was verified and how; or why nothing happens with it. */
export function ResultBanner({ plan, steps }: { plan: Plan; steps: readonly PlanStep[] }) {
  const said = SAID[plan.state];
  if (!said)
    return (
      <>
        <BeforeBanner plan={plan} />
        <WaitingBanner plan={plan} />
      </>
    );
  const [status, word] = said;
  const { undoneBy } = plan;
  const took = plan.state === 'applied' ? tookInAll(steps) : null;
  const verified = plan.state === 'applied' || plan.state === 'partly_applied' ? verifiedWords(steps) : null;
  return (
    <div
      className={`sy-banner${status === 'failing' ? ' sy-banner-failing' : status === 'attention' ? ' sy-banner-attention' : ''}`}
    >
      <StatusWord status={status} word={took ? `${word} in ${took}` : word} over />
      {plan.error && <span>{plan.error}</span>}
      {verified && <span className="sy-muted">{verified}</span>}
      {undoneBy && <Link to={objectPath('plans', undoneBy)}>The rollback</Link>}
    </div>
  );
}
