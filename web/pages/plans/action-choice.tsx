import { actions } from '../../planning/actions.data.ts';
import { BEGINS_ELSEWHERE } from '../../planning/begins-elsewhere.ts';
import { useMe } from '../../app/session.ts';
import { PageHead } from '../../ui/page.tsx';
import { Link } from '../../ui/scoped-link.tsx';

/** All that plans can do, for who does not come from an object. */
export function ActionChoice() {
  const who = useMe();
  return (
    <div className="sy-narrow sy-new-plan">
      <PageHead title="New plan" />
      <ul className="sy-card sy-actions">
        {actions
          .filter(({ name }) => !BEGINS_ELSEWHERE.has(name))
          .map(({ name, label, about, may }) => (
            <li key={name}>
              <Link to={`/plans/new?action=${name}`}>{label}</Link>
              <span className="sy-muted">{about}</span>
              {who?.whyNot[may] && <span className="sy-muted">{who.whyNot[may]}</span>}
            </li>
          ))}
      </ul>
    </div>
  );
}
