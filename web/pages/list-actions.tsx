import type { ComponentType } from 'react';
import { useWhyNot } from '../app/may.ts';
import { Button } from '../ui/button.tsx';
import { useGo } from '../ui/scoped-link.tsx';

function AddCluster() {
  const go = useGo();
  return (
    <Button kind="main" icon="plus" whyNot={useWhyNot('clusters.edit')} onClick={() => go('/clusters/new')}>
      Add a cluster
    </Button>
  );
}

/** What can be done at the head of a kind's list. */
export const listActions: Record<string, ComponentType> = {
  clusters: AddCluster,
};
