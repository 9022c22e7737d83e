import { useQueryClient } from '@tanstack/react-query';
import { maxLength, minLength, required, useNotify } from 'ra-core';
import { ROLES } from '../../../contract/access/roles.ts';
import type { Row } from '../../api/data-provider.ts';
import { askJson } from '../../api/fetch.ts';
import { useClusters } from '../../app/clusters.ts';
import { CheckField, Field, SomeField } from '../../form/fields.tsx';
import { PanelForm } from '../../form/panel-form.tsx';
import { Dialog } from '../../ui/dialog.tsx';

export const roleChoices = ROLES.map((value) => ({ value, label: value }));
const FIELDS = ['name', 'role', 'password', 'clusterIds', 'disabled'];

/** Adds a user, or changes one: a password left empty stays. */
export function UserDialog({ row, onClose }: { row?: Row; onClose: () => void }) {
  const clusters = useClusters().map(({ id, name }) => ({ value: id, label: name }));
  const client = useQueryClient();
  const notify = useNotify();
  const password = [minLength(12), maxLength(200)];
  const save = async (values: Record<string, unknown>) => {
    const body = {
      name: values['name'],
      role: values['role'],
      clusterIds: values['clusterIds'] ?? null,
      ...(values['password'] ? { password: values['password'] } : {}),
      ...(row ? { disabled: Boolean(values['disabled']) } : {}),
    };
    await askJson(row ? `/users/${row.id}` : '/users', { method: row ? 'PATCH' : 'POST', body });
    await client.invalidateQueries({ queryKey: ['users'] });
    notify(row ? 'User saved' : 'User added', { type: 'success' });
    onClose();
  };
  return (
    <Dialog title={row ? `Change ${String(row['name'])}` : 'Add a user'} onClose={onClose}>
      <div className="sy-dialog-body">
        <PanelForm
          initial={
            row
              ? { name: row['name'], role: row['role'], clusterIds: row['clusterIds'], disabled: row['disabled'] }
              : { role: 'viewer', clusterIds: null }
          }
          fields={FIELDS}
          act={row ? 'Save' : 'Add the user'}
          onSave={save}
          onCancel={onClose}
        >
          <Field source="name" label="Sign-in name" validate={required()} autoFocus={!row} />
          <Field source="role" label="Role" options={roleChoices} />
          <SomeField source="clusterIds" label="Sees" all="All clusters" options={clusters} />
          <Field
            source="password"
            label={row ? 'New password' : 'Password'}
            type="password"
            help="At least 12 characters."
            validate={row ? password : [required(), ...password]}
          />
          {row && (
            <CheckField
              source="disabled"
              label="May not sign in"
              help="Sessions, streams and tokens of this user end at once."
            />
          )}
        </PanelForm>
      </div>
    </Dialog>
  );
}
