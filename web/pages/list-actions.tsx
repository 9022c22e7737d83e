import { lazy, Suspense, useState, type ComponentType } from 'react';
import type { Ability } from '../../contract/access/can.ts';
import { useWhyNot } from '../app/may.ts';
import { Button } from '../ui/button.tsx';
import { useGo } from '../ui/scoped-link.tsx';

const UserDialog = lazy(() =>
  import('./people/user-dialog.tsx').then(({ UserDialog: component }) => ({ default: component })),
);
const TokenDialog = lazy(() =>
  import('./people/token-dialog.tsx').then(({ TokenDialog: component }) => ({ default: component })),
);

function AddCluster() {
  const go = useGo();
  return (
    <Button kind="main" icon="plus" whyNot={useWhyNot('clusters.edit')} onClick={() => go('/clusters/new')}>
      Add a cluster
    </Button>
  );
}

/** A button that opens a dialog, whose code comes when it is pressed. */
const dialogButton = (label: string, ability: Ability, Dialog: ComponentType<{ onClose: () => void }>): ComponentType =>
  function DialogButton() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <Button kind="main" icon="plus" whyNot={useWhyNot(ability)} onClick={() => setOpen(true)}>
          {label}
        </Button>
        {open && (
          <Suspense fallback={null}>
            <Dialog onClose={() => setOpen(false)} />
          </Suspense>
        )}
      </>
    );
  };

function NewPlan() {
  const go = useGo();
  return (
    <Button kind="main" icon="plus" whyNot={useWhyNot('plans.dns')} onClick={() => go('/plans/new')}>
      New plan
    </Button>
  );
}

/** What can be done at the head of a kind's list. */
export const listActions: Record<string, ComponentType> = {
  clusters: AddCluster,
  plans: NewPlan,
  users: dialogButton('Add a user', 'users.edit', UserDialog),
  tokens: dialogButton('Make a token', 'tokens.edit', TokenDialog),
};
