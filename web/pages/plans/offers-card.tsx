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

const TITLES = { before: 'Before it', instead: 'Instead of it', after: 'After it' } as const;
type When = keyof typeof TITLES;

const timely = ({ state }: Plan): When[] =>
  OPEN.includes(state) ? ['instead', 'before'] : state === 'applied' ? ['after'] : [];

/** Other plans that suggest themselves: some before this one is applied or in its place, some once it was. One click plans them. */
export function OffersCard({ plan }: { plan: Plan }) {
  return timely(plan).map((when) => {
    const offers = plan.offers.filter((offer) => offer.when === when);
    return (
      offers.length > 0 && (
        <section key={when} className="sy-card" aria-label={TITLES[when]}>
          <div className="sy-card-head">
            <h2>{TITLES[when]}</h2>
          </div>
          <ul className="sy-card-body sy-offers">
            {offers.map((offer) => (
              <Offer key={offer.label} offer={offer} />
            ))}
          </ul>
        </section>
      )
    );
  });
}
