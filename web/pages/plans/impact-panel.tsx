import { lazy, Suspense, useState } from 'react';
import type { PlanObject } from '../../../contract/plans/plan.ts';
import { kindNamed } from '../../kinds/find.ts';
import { Lines } from '../../ui/late.tsx';

const Impact = lazy(() => import('../impact/impact.tsx').then(({ Impact: component }) => ({ default: component })));

/** What depends on what the plan changes and is about, as it is now. */
export function ImpactPanel({ objects }: { objects: readonly PlanObject[] }) {
  // Until somebody chooses, the first there is: what changes may come after the page.
  const [id, setId] = useState<string | null>(null);
  const about = objects.find((one) => one.id === id) ?? objects[0];
  const kind = about && kindNamed(about.kind);
  if (!about || !kind) return null;
  return (
    <div className="sy-card sy-card-body sy-plan-impact">
      <label className="sy-label">
        What depends on
        <select className="sy-input" value={about.id} onChange={(event) => setId(event.target.value)}>
          {objects.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <Suspense fallback={<Lines count={5} />}>
        <Impact key={about.id} kind={kind} id={about.id} />
      </Suspense>
    </div>
  );
}
