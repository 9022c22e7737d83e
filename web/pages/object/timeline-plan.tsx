import type { History } from '../../../contract/api/links.ts';
import { PLAN_STATUS } from '../../../contract/plans/states.ts';
import { clock, exactTime } from '../../ui/relative-time.ts';
import type { Mark } from '../../ui/status.tsx';
import { stateWord } from '../plans/plan.ts';

type PlanItem = NonNullable<History['items'][number]['plan']>;

export const planMark = ({ state }: PlanItem): Mark => PLAN_STATUS[state] ?? 'ok';

/** How far a plan of a timeline is, whose it is, and when it ended. */
export function TimelinePlan({ plan, zone }: { plan: PlanItem; zone: string }) {
  const { state, actor, finishedAt } = plan;
  return (
    <p className="sy-muted">
      {stateWord(state)}, planned by {actor}
      {finishedAt && (
        <>
          {', ended '}
          <time dateTime={finishedAt} title={exactTime(finishedAt, zone)}>
            {clock(finishedAt, zone)}
          </time>
        </>
      )}
    </p>
  );
}
