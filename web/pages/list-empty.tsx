import { useNavigate, useLocation } from 'react-router';
import { useOverviewNow } from '../app/overview-query.ts';
import { useWhyNot } from '../app/may.ts';
import { everythingNow, withScope } from '../app/scope.ts';
import { useMe } from '../app/session.ts';
import type { ListChange, ListState } from '../grid/list-state.ts';
import { narrowed } from '../grid/list-state.ts';
import { capital } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { useGo, useScope } from '../ui/scoped-link.tsx';

/** What it means that a list of a kind is empty, where that is no lack. */
const FINE: Record<string, readonly [title: string, why: string]> = {
  findings: ['Nothing is wrong', 'No rule finds anything to say about what is here.'],
  maintenance_events: [
    'No maintenance is announced',
    'Reboots, retirements and stops appear here as soon as a provider tells of them.',
  ],
  sync_runs: ['Nothing was pulled yet', 'Each pull of a source leaves a line here.'],
  tokens: ['No tokens yet', 'Programs use the API with a token of their own.'],
  clusters: [
    'No clusters yet',
    'A cluster is what runs together, in one region, for one stage. Rules say which objects belong to it.',
  ],
  plans: ['Nothing was planned yet', 'Plans begin at what they change: an object, a finding, a list, or here.'],
  audit: ['Nothing was done yet', 'Every act in the panel leaves a line here.'],
};

export function NoSource() {
  const go = useGo();
  const whyNot = useWhyNot('sources.edit');
  return (
    <Empty
      title="Add the first source"
      act={
        <Button kind="main" icon="plus" whyNot={whyNot} onClick={() => go('/sources/new')}>
          Add a source
        </Button>
      }
    >
      <p>
        Switchyard shows what its sources see: the servers of a cloud account, hypervisor hosts with their virtual
        machines, database servers, the zones of a DNS provider. A key that may only read is enough, and the first
        objects appear within a minute.
      </p>
      <p>
        An estate kept in a file comes in with <code>switchyard apply -f estate.yaml</code>.
      </p>
    </Empty>
  );
}

/** Why a list is empty, and what to do. */
export function ListEmpty({
  kind,
  state,
  onChange,
}: {
  kind: WebKind;
  state: ListState;
  onChange: (change: ListChange) => void;
}) {
  const who = useMe();
  const { data, isPending } = useOverviewNow();
  const { cluster, at } = useScope();
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  if (narrowed(state))
    return (
      <Empty
        title="Nothing matches"
        act={<Button onClick={() => onChange({ text: '', terms: [], linkedTo: null })}>Take the filters away</Button>}
      >
        <p>No {kind.one} fits the search and the filters above.</p>
        {kind.synced && !state.gone && (
          <p>
            <button type="button" className="sy-link-button" onClick={() => onChange({ gone: true })}>
              Look among those that are gone too
            </button>
          </p>
        )}
      </Empty>
    );
  // Readers of some clusters are not told of sources, so for them none says nothing.
  // Without a source nothing can be found wrong either, which is not the same as nothing being wrong.
  if ((kind.synced || kind.name === 'findings') && who?.clusterIds === null) {
    // Until it is known whether there are sources, neither of the two answers may be given.
    if (isPending) return null;
    if (data?.sources.length === 0) return <NoSource />;
  }
  const fine = FINE[kind.name];
  const everywhere = cluster && kind.visibility === 'cluster';
  return (
    <Empty
      title={
        at && kind.past
          ? `There were no ${kind.many} then`
          : (fine?.[0] ?? `No ${kind.many}${everywhere ? ' in this cluster' : ' yet'}`)
      }
      act={
        everywhere && (
          <Button onClick={() => void navigate(pathname + withScope(search, { ...everythingNow, at }))}>
            Look in all clusters
          </Button>
        )
      }
    >
      <p>
        {fine?.[1] ??
          (kind.synced ? `No source ${at ? 'had listed any by then' : 'has listed any'}. ${kind.about}` : kind.about)}
      </p>
    </Empty>
  );
}

export const listTitle = (kind: WebKind): string => capital(kind.many);
