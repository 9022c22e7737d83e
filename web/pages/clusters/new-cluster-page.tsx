import { useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { askJson } from '../../api/fetch.ts';
import { useWhyNot } from '../../app/may.ts';
import { PageHead, useTitle } from '../../ui/page.tsx';
import { useGo } from '../../ui/scoped-link.tsx';
import { ClusterForm } from './cluster-form.tsx';

export function NewClusterPage() {
  const go = useGo();
  const notify = useNotify();
  const client = useQueryClient();
  const whyNot = useWhyNot('clusters.edit');
  useTitle('Add a cluster');
  return (
    <div className="sy-narrow">
      <PageHead title="Add a cluster" />
      <section className="sy-card sy-card-body" aria-label="Cluster">
        <ClusterForm
          initial={{}}
          id={null}
          act="Add the cluster"
          whyNot={whyNot}
          onCancel={() => go('/clusters')}
          onSave={async (body) => {
            const made = await askJson<{ id: string }>('/clusters', { method: 'POST', body });
            await client.invalidateQueries({ queryKey: ['clusters'] });
            notify('Cluster added', { type: 'success' });
            go(`/clusters/${made.id}`);
          }}
        />
      </section>
    </div>
  );
}
