import type { Row } from '../api/data-provider.ts';
import { useLinks } from '../api/object-queries.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { useScope } from '../ui/scoped-link.tsx';
import { ActionButtons } from './action-buttons.tsx';
import { atEvent, atFinding, atObjects } from './beginnings.ts';
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
