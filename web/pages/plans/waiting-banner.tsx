import { useQuery } from '@tanstack/react-query';
import type { PlanWaitingAnswer } from '../../../contract/plans/waiting.ts';
import { whyItWaits } from '../../../contract/plans/why-it-waits.ts';
import { askJson } from '../../api/fetch.ts';
import { useNow } from '../../ui/now.ts';
import { exactSpan } from '../../ui/relative-time.ts';
import { StatusWord } from '../../ui/status.tsx';
import { type Plan, UNDER_WAY } from './plan.ts';

const LOOK_MS = 3000;

/** What is due of the plan and no worker has taken up: without it a plan would only seem slow. */
export function WaitingBanner({ plan: { id, state, scheduledFor } }: { plan: Plan }) {
  const now = useNow();
  const due = UNDER_WAY.includes(state) || (state === 'scheduled' && Date.parse(scheduledFor ?? '') < now);
  const { data } = useQuery({
    queryKey: ['plan-waiting', id],
    queryFn: ({ signal }) => askJson<PlanWaitingAnswer>(`/plans/${encodeURIComponent(id)}/waiting`, { signal }),
    enabled: due,
    refetchInterval: LOOK_MS,
    retry: false,
  });
  const waiting = due ? data?.waiting : null;
  if (!waiting) return null;
  return (
    <div className="sy-banner sy-banner-attention" role="status">
      <StatusWord status="attention" word={`Waiting for ${exactSpan(waiting.seconds)}`} />
      <span>{whyItWaits(waiting)}</span>
    </div>
  );
}
