import { Fragment, type ReactNode } from 'react';
import { visible } from '../../app/menu.ts';
import { useMe } from '../../app/session.ts';
import { useZone } from '../../app/time-travel.tsx';
import { kindNamed, objectPath } from '../../kinds/find.ts';
import { BEGINS_ELSEWHERE } from '../../planning/begins-elsewhere.ts';
import { actionNamed } from '../../planning/find-action.ts';
import { planAddress } from '../../planning/plan-address.ts';
import { Reference } from '../../ui/field-value.tsx';
import { dayAndClock } from '../../ui/relative-time.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { When } from '../../ui/when.tsx';
import type { Plan } from './plan.ts';

/** It can be gone on with. */
const STANDS_STILL: readonly Plan['state'][] = ['paused', 'partly_applied', 'needs_person'];

/** More would push away what stands below; the changes have all of them. */
const NAMED = 5;

/** Left out where there is nothing to say. */
const Fact = ({ name, children }: { name: string; children: ReactNode }) =>
  children ? (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  ) : null;

/** What was asked for, and a way to ask for something else. Which candidates are meant is chosen on the plan itself. */
function Asked({ plan }: { plan: Plan }) {
  const action = actionNamed(plan.action);
  if (!action) return null;
  const { exclude: _exclude, include: _include, ...params } = plan.params;
  return (
    <>
      {action.label}
      {!BEGINS_ELSEWHERE.has(action.name) && (
        <>
          {' '}
          · <Link to={planAddress(action.name, params).to}>ask differently</Link>
        </>
      )}
    </>
  );
}

function Records({ plan }: { plan: Plan }) {
  const who = useMe();
  const seen = (kindName: string) => {
    const kind = kindNamed(kindName);
    return who !== null && kind !== undefined && visible(kind, who);
  };
  const records: readonly (readonly [to: string, words: string])[] = [
    ...(plan.requestId ? ([[`/requests/${encodeURIComponent(plan.requestId)}`, 'the request']] as const) : []),
    ...(seen('audit') ? ([[`/audit?planId=${plan.id}`, 'the audit']] as const) : []),
    ...(seen('sync_runs') && plan.startedAt ? ([[`/sync-runs?planId=${plan.id}`, 'its pulls']] as const) : []),
  ];
  return records.map(([to, words], place) => (
    <Fragment key={to}>
      {place > 0 && ' · '}
      <Link to={to}>{words}</Link>
    </Fragment>
  ));
}

/** Who asked for what and when, and what belongs to it. */
export function PlanFacts({ plan }: { plan: Plan }) {
  const zone = useZone();
  const { needsApproval, approvedBy, onFailure } = plan;
  return (
    <section className="sy-card sy-plan-facts" aria-label="Facts">
      <div className="sy-card-head">
        <h2>Facts</h2>
      </div>
      <dl className="sy-facts">
        <Fact name="Proposed">
          by {plan.actor}, <When at={plan['createdAt'] as string} />
        </Fact>
        <Fact name="Why">{plan.reason}</Fact>
        <Fact name="Action">{actionNamed(plan.action) && <Asked plan={plan} />}</Fact>
        <Fact name="About">
          {plan.objects.length > 0 && (
            <ul className="sy-stack">
              {plan.objects.slice(0, NAMED).map(({ kind, id, name }) => (
                <li key={id}>
                  <Link to={objectPath(kind, id)}>{name}</Link>
                </li>
              ))}
              {plan.objects.length > NAMED && <li className="sy-muted">and others</li>}
            </ul>
          )}
        </Fact>
        <Fact name="Approval">
          {needsApproval &&
            (approvedBy === null ? (
              'a second person has to approve it'
            ) : (
              <>
                by {approvedBy}, <When at={plan.approvedAt} />
              </>
            ))}
        </Fact>
        <Fact name="Scheduled">{plan.scheduledFor && `${dayAndClock(plan.scheduledFor, zone)} ${zone}`}</Fact>
        <Fact name="On failure">
          {plan.undoes === null && (onFailure === 'stop' ? 'stops and asks' : 'rolls back at once')}
        </Fact>
        <Fact name={STANDS_STILL.includes(plan.state) ? 'Stopped' : 'Finished'}>
          {plan.finishedAt && <When at={plan.finishedAt} />}
        </Fact>
        <Fact name="Undoes">{plan.undoes && <Reference kindName="plans" id={plan.undoes} />}</Fact>
        <Fact name="Undone by">{plan.undoneBy && <Reference kindName="plans" id={plan.undoneBy} />}</Fact>
        <Fact name="On record">
          <Records plan={plan} />
        </Fact>
      </dl>
    </section>
  );
}
