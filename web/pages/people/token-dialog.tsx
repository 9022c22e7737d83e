import { useQueryClient } from '@tanstack/react-query';
import { required } from 'ra-core';
import { useState } from 'react';
import { askJson } from '../../api/fetch.ts';
import { useClusters } from '../../app/clusters.ts';
import { browserZone, fromLocal } from '../../app/zoned.ts';
import { Field, SomeField } from '../../form/fields.tsx';
import { PanelForm } from '../../form/panel-form.tsx';
import { Button } from '../../ui/button.tsx';
import { Copy } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { roleChoices } from './user-dialog.tsx';

/** Makes a token and shows it: this once, and never again. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const clusters = useClusters().map(({ id, name }) => ({ value: id, label: name }));
  const client = useQueryClient();
  const [token, setToken] = useState<string | null>(null);
  const save = async (values: Record<string, unknown>) => {
    const expires = typeof values['expiresAt'] === 'string' ? fromLocal(values['expiresAt'], browserZone()) : null;
    const made = await askJson<{ token: string }>('/tokens', {
      method: 'POST',
      body: {
        name: values['name'],
        role: values['role'],
        clusterIds: values['clusterIds'] ?? null,
        expiresAt: expires,
      },
    });
    await client.invalidateQueries({ queryKey: ['tokens'] });
    setToken(made.token);
  };
  if (token)
    return (
      <Dialog title="The new token" onClose={onClose}>
        <div className="sy-dialog-body">
          <p>Copy it now. It is kept only as a digest and cannot be shown again.</p>
          <p className="sy-token">
            <code>{token}</code>
            <Copy text={token} label="token" />
          </p>
          <p className="sy-muted">
            Programs send it as <code>Authorization: Bearer …</code>
          </p>
        </div>
        <div className="sy-dialog-foot">
          <Button kind="main" onClick={onClose}>
            It is copied
          </Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title="Make a token" onClose={onClose}>
      <div className="sy-dialog-body">
        <PanelForm
          initial={{ role: 'viewer', clusterIds: null }}
          fields={['name', 'role', 'clusterIds', 'expiresAt']}
          act="Make the token"
          onSave={save}
          onCancel={onClose}
        >
          <Field source="name" label="What uses it" validate={required()} autoFocus />
          <Field source="role" label="Role" options={roleChoices} />
          <SomeField source="clusterIds" label="Sees" all="All clusters" options={clusters} />
          <Field
            source="expiresAt"
            label="Ends"
            type="datetime-local"
            help={`Time zone ${browserZone()}. Without an end it lives until it is revoked.`}
          />
        </PanelForm>
      </div>
    </Dialog>
  );
}
