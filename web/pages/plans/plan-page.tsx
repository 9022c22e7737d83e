import { useMemo } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Lines } from '../../ui/late.tsx';
import { PageHead, PageProblem, useTitle } from '../../ui/page.tsx';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { When } from '../../ui/when.tsx';
import { ActCard } from './act-card.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { ChecksCard } from './checks-card.tsx';
import { DecideCard } from './decide-card.tsx';
import { ImpactPanel } from './impact-panel.tsx';
import { LeftOutPanel } from './left-out-panel.tsx';
import { NotesCard } from './notes-card.tsx';
import { OffersCard } from './offers-card.tsx';
import { blocking, OPEN, stateWord, type Plan } from './plan.ts';
import { PlanFacts } from './plan-facts.tsx';
import { ResultBanner } from './result-banner.tsx';
import { StepsCard } from './steps-card.tsx';
import { useAnnounced } from './use-announced.ts';
import { usePlan } from './use-plan.ts';
import { type PlanActs, usePlanActs } from './use-plan-acts.ts';
import { type PlanSteps, usePlanSteps } from './use-plan-steps.ts';
import { useTicks } from './use-ticks.ts';
import { whoseImpact } from './whose-impact.ts';
import './plan.css';

const counted = (label: string, count: number) => `${label} ${count.toLocaleString('en')}`;

/** What changes, what was left out, and what depends on it. */
function Parts({ plan, found, acts }: { plan: Plan; found: PlanSteps; acts: PlanActs }) {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const ticks = useTicks(plan);
  const leftOut = plan.candidates.filter(({ selected }) => !selected);
  const about = useMemo(() => whoseImpact(found.steps, plan.objects), [found.steps, plan.objects]);
  const tabs = [
    { name: 'changes', label: counted('Changes', plan.changeCount) },
    ...(leftOut.length > 0 ? [{ name: 'left-out', label: counted('Left out', leftOut.length) }] : []),
    ...(about.length > 0 ? [{ name: 'impact', label: 'Impact' }] : []),
  ];
  const params = new URLSearchParams(search);
  const usual = plan.changeCount === 0 && plan.undoes === null && leftOut.length > 0 ? 'left-out' : 'changes';
  const chosen = tabs.find(({ name }) => name === params.get('tab'))?.name ?? usual;
  const choose = (tab: string) => {
    params.set('tab', tab);
    void navigate({ pathname, search: params.toString() }, { replace: true });
  };
  return (
    <section className="sy-plan-parts" aria-label="What it does">
      <h2 className="sy-hidden">What it does</h2>
      <Tabs tabs={tabs} chosen={chosen} onChoose={choose} label="What it does">
        {ticks.changed > 0 && (
          <div className="sy-banner sy-banner-attention sy-choosing" role="status">
            <span>
              {ticks.changed} ticked or unticked: {ticks.count.toLocaleString('en')} of{' '}
              {plan.candidates.length.toLocaleString('en')} would be part of it
            </span>
            <Button onClick={ticks.reset}>As it was</Button>
            <Button
              kind="main"
              busy={ticks.busy}
              whyNot={acts.whyNot('again') ?? (ticks.count === 0 ? 'nothing would be part of it' : null)}
              onClick={ticks.planAgain}
            >
              Plan again with {ticks.count.toLocaleString('en')}
            </Button>
          </div>
        )}
        {chosen === 'changes' && (
          <div className="sy-card">
            <ChangesPanel plan={plan} found={found} ticks={ticks} />
          </div>
        )}
        {chosen === 'left-out' && (
          <div className="sy-card">
            <LeftOutPanel candidates={leftOut} ticks={ticks} />
          </div>
        )}
        {chosen === 'impact' && <ImpactPanel objects={about} />}
      </Tabs>
    </section>
  );
}

function OnePlan({ plan }: { plan: Plan }) {
  const found = usePlanSteps(plan);
  const acts = usePlanActs(plan);
  const { steps } = found;
  const going = plan.state === 'applying';
  // From the press on, also while the first step is still being read.
  const begun = going ? steps.length > 0 : steps.some(({ state }) => state !== 'waiting');
  const unsure = plan.state === 'needs_person' ? steps.filter(({ state }) => state === 'unsure') : [];
  useAnnounced(plan, steps);
  // What says no stands above what is only to be known.
  const stopped = OPEN.includes(plan.state) && blocking(plan).length > 0;
  const checks = <ChecksCard checks={plan.checks} />;
  return (
    <div className="sy-plan">
      <PageHead
        title={plan.title}
        aside={
          <span className="sy-fresh">
            {plan.actor} · <When at={plan['createdAt'] as string} />
          </span>
        }
      >
        <Link to="/plans" className="sy-muted">
          plan {plan.number}
        </Link>
        <StatusWord status={plan.status} word={stateWord(plan.state)} over />
      </PageHead>
      <div className="sy-plan-columns">
        <div className="sy-plan-main">
          {unsure.length > 0 ? (
            <DecideCard plan={plan} steps={unsure} acts={acts} />
          ) : (
            <ResultBanner plan={plan} steps={steps} />
          )}
          {begun && <StepsCard steps={steps} total={plan.stepCount} going={going} />}
          <Parts plan={plan} found={found} acts={acts} />
        </div>
        <div className="sy-plan-side">
          <ActCard plan={plan} acts={acts} />
          {stopped && checks}
          <OffersCard plan={plan} />
          <NotesCard plan={plan} />
          {!stopped && checks}
          <PlanFacts plan={plan} />
        </div>
      </div>
    </div>
  );
}

/** A plan: what changes and how it goes; what is to be known before; one act that is large. */
export function PlanPage() {
  const { id = '' } = useParams();
  const { plan, error, refetch } = usePlan(id);
  useTitle(plan ? plan.title : 'Plan');
  if (error && !plan) return <PageProblem page error={error} onRetry={refetch} />;
  if (!plan) return <Lines count={8} />;
  return <OnePlan key={plan.id} plan={plan} />;
}
