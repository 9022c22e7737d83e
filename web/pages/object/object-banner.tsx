import { useGetList } from 'ra-core';
import type { Severity } from '../../../contract/kinds/findings.ts';
import type { Row } from '../../api/data-provider.ts';
import { useLinks } from '../../api/object-queries.ts';
import type { WebKind } from '../../kinds/web-kind.ts';
import { FindingPlans } from '../../planning/object-actions.tsx';
import { Link, useScope } from '../../ui/scoped-link.tsx';
import { severityMark, StatusMark } from '../../ui/status.tsx';
import { When } from '../../ui/when.tsx';
import { objectPath } from '../../kinds/find.ts';

const RANK: Severity[] = ['failing', 'attention', 'note'];

/** The worst that is known about the object now, or else what is about to happen to it. */
export function ObjectBanner({ kind, row, onImpact }: { kind: WebKind; row: Row; onImpact: () => void }) {
  const scope = useScope();
  const worst = row['worstFinding'] as Severity | null;
  const { data: findings } = useGetList<Row>(
    'findings',
    {
      filter: { subjectId: row.id, state: 'open' },
      pagination: { page: 1, perPage: 20 },
      sort: { field: 'since', order: 'DESC' },
    },
    { enabled: Boolean(worst) && !scope.at },
  );
  const { data: links } = useLinks(kind, row.id, scope);
  const event = links?.items.find(
    ({ object }) => object.kind === 'maintenance_events' && object.status === 'attention',
  );
  const finding = findings?.toSorted(
    (one, other) => RANK.indexOf(one['severity'] as Severity) - RANK.indexOf(other['severity'] as Severity),
  )[0];
  const impact = (
    <button type="button" className="sy-link-button sy-banner-act" onClick={onImpact}>
      See impact
    </button>
  );
  if (finding) {
    const severity = finding['severity'] as Severity;
    return (
      <div className={`sy-banner sy-banner-${severity}`}>
        <StatusMark status={severityMark[severity]} label={`finding, ${severity}`} />
        <Link to={`/findings/${finding.id}`}>{String(finding['title'])}</Link>
        <span className="sy-muted">
          since <When at={finding['since'] as string} />
          {findings && findings.length > 1 && ` · ${findings.length - 1} more`}
        </span>
        {impact}
        <FindingPlans finding={finding} first />
      </div>
    );
  }
  // It is known that there is one: its place is kept, so that what stands below does not move when it comes.
  if (worst && !findings && !scope.at)
    return (
      <div className={`sy-banner sy-banner-${worst}`} aria-hidden="true">
        <StatusMark status={severityMark[worst]} label="" />
      </div>
    );
  if (!event) return null;
  return (
    <div className="sy-banner sy-banner-attention">
      <StatusMark status="attention" label="announced" />
      <Link to={objectPath(event.object.kind, event.object.id)}>{event.object.name}</Link>
      {event.object.detail && <span className="sy-muted">{event.object.detail}</span>}
      {impact}
    </div>
  );
}
