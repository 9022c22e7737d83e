import type { PlanCandidate } from '../../../contract/plans/plan.ts';
import { objectPath } from '../../kinds/find.ts';
import { Link } from '../../ui/scoped-link.tsx';
import type { Ticks } from './changes-panel.tsx';
import { VirtualList } from './virtual-list.tsx';

function Row({ candidate, ticks }: { candidate: PlanCandidate; ticks: Ticks }) {
  const { id, kind, name, detail, reason } = candidate;
  const part = ticks.part(id);
  return (
    <div className="sy-change-row">
      {(part !== null || reason !== null) && (
        <input
          type="checkbox"
          checked={part ?? false}
          // It stays in the order of the keyboard, so that the reason can be learned.
          aria-disabled={part === null || undefined}
          aria-label={`${name} is part of it`}
          aria-describedby={`why-${id}`}
          onChange={() => part !== null && ticks.toggle(id)}
        />
      )}
      <div className="sy-change">
        <p className="sy-change-name">
          <Link to={objectPath(kind, id)}>{name}</Link>
        </p>
        <p className="sy-change-same">
          <code>{detail}</code>
        </p>
        <p id={`why-${id}`} className={reason === null ? 'sy-muted' : 'sy-attention'}>
          {reason ?? (part === null ? 'left out' : 'left out unless somebody ticks it')}
        </p>
      </div>
    </div>
  );
}

/** What could have been part of the plan and is not, each with its reason. */
export function LeftOutPanel({ candidates, ticks }: { candidates: readonly PlanCandidate[]; ticks: Ticks }) {
  return (
    <VirtualList
      rows={candidates}
      keyOf={({ id }) => id}
      height={() => 74}
      label="Left out"
      row={(candidate) => <Row candidate={candidate} ticks={ticks} />}
    />
  );
}
