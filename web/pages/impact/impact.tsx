import { useImpact } from '../../api/object-queries.ts';
import { countOf, kindNamed, objectPath } from '../../kinds/find.ts';
import type { WebKind } from '../../kinds/web-kind.ts';
import { Lines } from '../../ui/late.tsx';
import { PageProblem } from '../../ui/page.tsx';
import { Link, useScope } from '../../ui/scoped-link.tsx';
import { severityMark, StatusMark } from '../../ui/status.tsx';
import { PHONE, useMedia } from '../../ui/use-media.ts';
import { ImpactGraph } from './impact-graph.tsx';
import { tally, tree, type Branch } from './layout.ts';
import './impact.css';

function TreeBranch({ branch }: { branch: Branch }) {
  const { node, rule, children, again } = branch;
  return (
    <li>
      <span className="sy-title-cell">
        <StatusMark status={node.status} />
        <Link to={objectPath(node.kind, node.id)}>{node.name}</Link>
        {node.worstFinding && (
          <StatusMark status={severityMark[node.worstFinding]} label={`open finding: ${node.worstFinding}`} />
        )}
        <span className="sy-muted">
          {kindNamed(node.kind)?.one ?? node.kind}
          {node.detail ? ` · ${node.detail}` : ''}
          {rule ? ` · by ${rule}` : ''}
          {again ? ' · see above' : ''}
        </span>
      </span>
      {children.length > 0 && (
        <ul>
          {children.map((child) => (
            <TreeBranch key={`${child.node.id}${child.rule}`} branch={child} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** What fails or changes when this does: as layers, and as a list for reading. */
export function Impact({ kind, id }: { kind: WebKind; id: string }) {
  const scope = useScope();
  const phone = useMedia(PHONE);
  const { data, error, refetch } = useImpact(kind, id, scope);
  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Lines count={5} />;
  const root = tree(data.nodes, data.edges);
  if (!root || data.nodes.length === 1)
    return <p className="sy-muted">Nothing that is known depends on this {kind.one}.</p>;
  return (
    <div className="sy-impact">
      <p>
        Touches {tally(data.nodes, countOf)}.{data.cut && <span className="sy-attention"> {data.cut}</span>}
      </p>
      {!phone && <ImpactGraph nodes={data.nodes} edges={data.edges} />}
      <h3>As a list</h3>
      <ul className="sy-tree">
        <TreeBranch branch={root} />
      </ul>
    </div>
  );
}
