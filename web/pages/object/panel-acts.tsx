import { useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { lazy, Suspense, useState, type ComponentType } from 'react';
import type { Row } from '../../api/data-provider.ts';
import { askJson } from '../../api/fetch.ts';
import { useWhyNot } from '../../app/may.ts';
import { useReport } from '../../app/report.ts';
import { atFinding } from '../../planning/beginnings.ts';
import { FindingPlans } from '../../planning/object-actions.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { kindNamed, objectPath } from '../../kinds/find.ts';
import { Link, useGo } from '../../ui/scoped-link.tsx';

const UserDialog = lazy(() =>
  import('../people/user-dialog.tsx').then(({ UserDialog: component }) => ({ default: component })),
);

interface Removal {
  path: string;
  ability: 'users.edit' | 'tokens.edit';
  verb: string;
  done: string;
  warning: string;
  back: string | null;
}

/** An act that ends something, asked for once more. */
function End({ row, removal }: { row: Row; removal: Removal }) {
  const { path, ability, verb, done, warning, back } = removal;
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const notify = useNotify();
  const report = useReport();
  const go = useGo();
  const whyNot = useWhyNot(ability);
  const name = String(row['name']);
  const end = () => {
    askJson(`/${path}/${row.id}`, { method: 'DELETE' })
      .then(async () => {
        notify(`${name} ${done}`);
        if (back) go(back);
        await client.invalidateQueries({ queryKey: [path] });
      })
      .catch((error: unknown) => report(error, end))
      .finally(() => setAsking(false));
  };
  return (
    <>
      <Button kind="danger" whyNot={whyNot} onClick={() => setAsking(true)}>
        {verb}
      </Button>
      {asking && (
        <Confirm title={`${verb} ${name}?`} act={`${verb} ${name}`} onConfirm={end} onClose={() => setAsking(false)}>
          <p>{warning}</p>
        </Confirm>
      )}
    </>
  );
}

function UserActs({ row }: { row: Row }) {
  const whyNot = useWhyNot('users.edit');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="edit" whyNot={whyNot} onClick={() => setOpen(true)}>
        Change
      </Button>
      <End
        row={row}
        removal={{
          path: 'users',
          ability: 'users.edit',
          verb: 'Remove',
          done: 'is removed',
          warning: 'Sessions and streams end at once. What the user did stays in the audit.',
          back: '/users',
        }}
      />
      {open && (
        <Suspense fallback={null}>
          <UserDialog row={row} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function TokenActs({ row }: { row: Row }) {
  if (row['revokedAt']) return null;
  return (
    <End
      row={row}
      removal={{
        path: 'tokens',
        ability: 'tokens.edit',
        verb: 'Revoke',
        done: 'is revoked',
        warning: 'Programs that use it are refused from now on. A revoked token cannot be brought back.',
        back: null,
      }}
    />
  );
}

/** A finding is ended by mending what it speaks of. */
function FindingActs({ row }: { row: Row }) {
  const subject = objectPath(String(row['subjectKind']), String(row['subjectId']));
  const synced = kindNamed(String(row['subjectKind']))?.synced;
  return (
    <>
      {synced && (
        <Link to={`${subject}?tab=impact`} className="sy-button">
          See impact
        </Link>
      )}
      <FindingPlans finding={row} main />
      <Link to={subject} className={`sy-button${atFinding(row).length === 0 ? ' sy-button-main' : ''}`}>
        Go to {String(row['subjectName'])}
      </Link>
    </>
  );
}

/** What can be done with an object that the panel itself owns. */
export const panelActs: Record<string, ComponentType<{ row: Row }>> = {
  users: UserActs,
  tokens: TokenActs,
  findings: FindingActs,
};
