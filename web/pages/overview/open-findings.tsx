import { useGetList } from 'ra-core';
import type { CSSProperties } from 'react';
import type { Severity } from '../../../contract/kinds/findings.ts';
import type { Row } from '../../api/data-provider.ts';
import { kindNamed, objectPath } from '../../kinds/find.ts';
import { FindingAct } from '../../planning/object-actions.tsx';
import { Lines } from '../../ui/late.tsx';
import { PageProblem } from '../../ui/page.tsx';
import { Link, useScope } from '../../ui/scoped-link.tsx';
import { severityMark, StatusMark } from '../../ui/status.tsx';
import { When } from '../../ui/when.tsx';

const SHOWN = 7;

const useOpen = (severity: Severity) =>
  useGetList<Row>('findings', {
    filter: { state: 'open', severity },
    sort: { field: 'openedAt', order: 'DESC' },
    pagination: { page: 1, perPage: SHOWN },
  });

/** What is wrong, the worst first and of those the newest, each with the object to go to. `expected`: how many there are, whose place is kept. */
export function OpenFindings({ expected }: { expected: number }) {
  const { at } = useScope();
  const failing = useOpen('failing');
  const attention = useOpen('attention');
  const error = failing.error ?? attention.error;
  if (error && !(failing.data && attention.data))
    return <PageProblem error={error} onRetry={() => void failing.refetch()} />;
  if (!failing.data || !attention.data)
    return (
      <div className="sy-findings-coming" style={{ '--rows': Math.min(expected, SHOWN) } as CSSProperties}>
        <Lines count={4} />
      </div>
    );
  const shown = [...failing.data, ...attention.data].slice(0, SHOWN);
  const total = (failing.total ?? 0) + (attention.total ?? 0);
  if (shown.length === 0)
    return (
      <p className="sy-muted sy-all-well">
        Nothing {at ? 'was' : 'is'} open. Rules look at every change as it comes in.
      </p>
    );
  return (
    <>
      <ul className="sy-finding-list">
        {shown.map((finding) => (
          <li key={finding.id}>
            <StatusMark status={severityMark[finding['severity'] as Severity]} label={String(finding['severity'])} />
            <span className="sy-finding-title">
              <Link to={`/findings/${finding.id}`}>{String(finding['title'])}</Link>
              <Link
                to={objectPath(String(finding['subjectKind']), String(finding['subjectId']))}
                className="sy-finding-kind"
              >
                {kindNamed(String(finding['subjectKind']))?.one ?? 'object'}
              </Link>
              <span className="sy-finding-act">
                <FindingAct finding={finding} />
              </span>
            </span>
            <span className="sy-finding-since">
              <When at={finding['since'] as string} />
            </span>
          </li>
        ))}
      </ul>
      {total > shown.length && (
        <p className="sy-finding-more">
          <Link to="/findings?state=open">All {total.toLocaleString('en')}</Link>
        </p>
      )}
    </>
  );
}
