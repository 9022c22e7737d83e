import { useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { useState } from 'react';
import type { HeldChange } from '../../../contract/api/held-changes.ts';
import { askJson } from '../../api/fetch.ts';
import { useWhyNot } from '../../app/may.ts';
import { useReport } from '../../app/report.ts';
import { countOf, objectPath } from '../../kinds/find.ts';
import { actionNamed } from '../../planning/find-action.ts';
import { useBegin } from '../../planning/use-begin.ts';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/scoped-link.tsx';
import { When } from '../../ui/when.tsx';

const DECIDED: Record<Exclude<HeldChange['state'], 'open'>, string> = {
  released: 'released',
  kept: 'kept',
  passed: 'passed by itself: a later pull saw them again',
};

function Objects({ held }: { held: HeldChange }) {
  return (
    <ul className="sy-held-objects">
      {held.objects.map(({ kind, id, name }) => (
        <li key={id}>
          <Link to={objectPath(kind, id)}>{name}</Link>
        </li>
      ))}
      {held.count > held.objects.length && <li className="sy-muted">and {held.count - held.objects.length} more</li>}
    </ul>
  );
}

/** Rows that a pull did not see and that a person has to decide about. Letting them go is a plan, which says first what would dangle then. */
export function HeldChangeCard({ held }: { held: HeldChange }) {
  const whyNot = useWhyNot('held-changes.decide');
  const client = useQueryClient();
  const notify = useNotify();
  const report = useReport();
  const { begin, busy: planning } = useBegin();
  const [keeping, setKeeping] = useState(false);
  const release = actionNamed('source.release-held');
  const busy = planning || keeping;
  const keep = () => {
    setKeeping(true);
    askJson(`/held-changes/${held.id}/keep`, { method: 'POST' })
      .then(() => {
        notify('Kept: they stay until a pull sees them or they are held again');
        return client.invalidateQueries({
          predicate: ({ queryKey }) => ['held-changes', 'sources', 'overview'].includes(String(queryKey[0])),
        });
      })
      .catch((error: unknown) => report(error, keep))
      .finally(() => setKeeping(false));
  };
  if (held.state !== 'open')
    return (
      <li className="sy-held-past">
        {countOf(held.count, held.kind)} of <code>{held.scopeTitle}</code> {DECIDED[held.state]}
        {held.decidedBy && ` by ${held.decidedBy}`}, <When at={held.decidedAt ?? held.createdAt} />
      </li>
    );
  return (
    <li className="sy-banner sy-banner-attention sy-held">
      <div>
        <p>
          <b>{countOf(held.count, held.kind)} would go</b> from <code>{held.scopeTitle}</code>, held{' '}
          <When at={held.createdAt} />
        </p>
        <p>{held.detail}</p>
        <details>
          <summary>What would go</summary>
          <Objects held={held} />
        </details>
      </div>
      <div className="sy-held-acts">
        <Button whyNot={whyNot} busy={busy} onClick={keep}>
          Keep them
        </Button>
        {release && (
          <Button kind="danger" whyNot={whyNot} busy={busy} onClick={() => begin(release, { heldChangeId: held.id })}>
            Release {held.count}
          </Button>
        )}
      </div>
    </li>
  );
}
