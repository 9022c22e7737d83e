import type { Row } from '../api/data-provider.ts';
import { useLinks } from '../api/object-queries.ts';
import { useWhyNotOf } from '../app/may.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { useScope } from '../ui/scoped-link.tsx';
import { ActionButtons } from './action-buttons.tsx';
import { atEvent, atFinding, atObjects } from './beginnings.ts';
import { useBegin } from './use-begin.ts';
import { useWhyNotWritable } from './use-why-not-writable.ts';

/** What can be planned for an object, from its page. */
export function ObjectActions({ kind, row }: { kind: WebKind; row: Row }) {
  const whyNot = useWhyNotWritable(kind.name, row);
  return <ActionButtons beginnings={atObjects(kind.name, [row.id])} whyNot={whyNot} />;
}

/** What can be planned before announced work begins. */
export function EventActions({ kind, row }: { kind: WebKind; row: Row }) {
  const { data } = useLinks(kind, row.id, useScope());
  return <ActionButtons beginnings={atEvent(data?.items ?? [])} />;
}

/** The likeliest act of a finding, as a word in a line; nothing for who may not do it, who is told on the finding's page. */
export function FindingAct({ finding }: { finding: Row }) {
  const why = useWhyNotOf();
  const { begin, busy } = useBegin();
  const [first] = atFinding(finding);
  if (!first || why(first.action.may) !== null) return null;
  return (
    <button
      type="button"
      className="sy-link-button"
      aria-busy={busy || undefined}
      onClick={() => begin(first.action, first.params)}
    >
      {first.action.label}
    </button>
  );
}

/** What ends a finding. `first`: the likeliest alone, where there is little room. */
export function FindingPlans({
  finding,
  main = false,
  first = false,
}: {
  finding: Row;
  main?: boolean;
  first?: boolean;
}) {
  const ended = finding['state'] === 'closed' ? 'it has ended' : null;
  const all = atFinding(finding);
  return <ActionButtons beginnings={first ? all.slice(0, 1) : all} whyNot={ended} main={main} />;
}
