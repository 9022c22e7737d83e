import { objectPath } from '../../kinds/find.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusMark } from '../../ui/status.tsx';
import type { Plan } from './plan.ts';

/** What one should know before: warnings with their objects, and what cannot be taken back. */
export function NotesCard({ plan }: { plan: Plan }) {
  const { warnings, irreversible } = plan;
  if (warnings.length + irreversible.length === 0) return null;
  return (
    <section className="sy-card" aria-label="To know before">
      <div className="sy-card-head">
        <h2>To know before</h2>
      </div>
      <ul className="sy-card-body sy-checks">
        {irreversible.map((text) => (
          <li key={text}>
            <StatusMark status="failing" label="cannot be undone" />
            <div>
              <p>Cannot be undone: {text}</p>
            </div>
          </li>
        ))}
        {warnings.map(({ text, objects }) => (
          <li key={text}>
            <StatusMark status="attention" label="warning" />
            <div>
              <p>{text}</p>
              {objects.length > 0 && (
                <ul className="sy-note-objects">
                  {objects.map(({ kind, id, name }) => (
                    <li key={id}>
                      <Link to={objectPath(kind, id)}>{name}</Link>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
