import { actionNamed } from '../../planning/find-action.ts';
import { useBegin } from '../../planning/use-begin.ts';
import { useWhyNot } from '../../app/may.ts';
import type { PlanOffer } from '../../../contract/plans/plan.ts';
import { Button } from '../../ui/button.tsx';
import { OPEN, type Plan } from './plan.ts';

function Offer({ offer }: { offer: PlanOffer }) {
  const action = actionNamed(offer.action);
  const { propose, busy } = useBegin();
  const whyNot = useWhyNot(action?.may ?? 'plans.override');
  if (!action) return null;
  return (
    <li>
      <Button whyNot={whyNot} busy={busy} onClick={() => propose(action, offer.params)}>
        {offer.label}
      </Button>
    </li>
  );
}

/** Other plans that suggest themselves: some before this one is applied, some once it was. One click plans them. */
export function OffersCard({ plan }: { plan: Plan }) {
  const when = OPEN.includes(plan.state) ? 'before' : plan.state === 'applied' ? 'after' : null;
  const offers = plan.offers.filter((offer) => offer.when === when);
  if (offers.length === 0) return null;
  return (
    <section className="sy-card" aria-label={when === 'before' ? 'Before it' : 'After it'}>
      <div className="sy-card-head">
        <h2>{when === 'before' ? 'Before it' : 'After it'}</h2>
      </div>
      <ul className="sy-card-body sy-offers">
        {offers.map((offer) => (
          <Offer key={offer.label} offer={offer} />
        ))}
      </ul>
    </section>
  );
}
