import { useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { useState } from 'react';
import type { SystemDescription } from '../../../contract/api/sources.ts';
import type { Row } from '../../api/data-provider.ts';
import { askJson } from '../../api/fetch.ts';
import { useWhyNot } from '../../app/may.ts';
import { useReport } from '../../app/report.ts';
import { CheckField } from '../../form/fields.tsx';
import { PanelForm } from '../../form/panel-form.tsx';
import { schemaFields, settingsOf } from '../../form/schema-fields.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { CommonFields, SettingsFields } from './settings-fields.tsx';

interface Props {
  row: Row;
  system: SystemDescription;
  onDone: () => void;
  onDeleted: () => void;
}

/** How a source is reached. Secrets go in and never come back: left empty, they stay as they are. */
export function SourceSettings({ row, system, onDone, onDeleted }: Props) {
  const client = useQueryClient();
  const notify = useNotify();
  const report = useReport();
  const whyNot = useWhyNot('sources.edit');
  const [removing, setRemoving] = useState(false);
  const fields = schemaFields(system.settings, system.secrets);
  const set = (row['settings'] ?? {}) as Record<string, unknown>;
  const name = String(row['name']);

  const save = async (values: Record<string, unknown>) => {
    await askJson(`/sources/${row.id}`, {
      method: 'PATCH',
      body: {
        name: values['name'],
        enabled: values['enabled'],
        ...(values['intervalSeconds'] ? { intervalSeconds: values['intervalSeconds'] } : {}),
        settings: settingsOf(fields, (values['settings'] ?? {}) as Record<string, unknown>),
      },
    });
    await client.invalidateQueries({
      predicate: ({ queryKey }) => ['sources', 'overview'].includes(String(queryKey[0])),
    });
    notify('Settings saved', { type: 'success' });
    onDone();
  };
  const remove = () => {
    askJson(`/sources/${row.id}`, { method: 'DELETE' })
      .then(async () => {
        notify(`${name} is removed`);
        onDeleted();
        await client.invalidateQueries({ queryKey: ['overview'] });
      })
      .catch((error: unknown) => report(error, remove))
      .finally(() => setRemoving(false));
  };

  return (
    <>
      <PanelForm
        initial={{
          name,
          enabled: row['enabled'],
          intervalSeconds: row['intervalSeconds'],
          settings: Object.fromEntries(fields.map(({ name: field }) => [field, set[field]])),
        }}
        fields={['name', 'enabled', 'intervalSeconds', ...fields.map(({ name: field }) => `settings.${field}`)]}
        onSave={save}
        act="Save"
        whyNot={whyNot}
        onCancel={onDone}
        also={
          <Button kind="danger" icon="trash" whyNot={whyNot} onClick={() => setRemoving(true)}>
            Remove
          </Button>
        }
      >
        <CommonFields interval={system.interval} fresh={false} />
        <CheckField source="enabled" label="Pulled on its interval" />
        <SettingsFields fields={fields} set={set} />
      </PanelForm>
      {removing && (
        <Confirm title={`Remove ${name}?`} act={`Remove ${name}`} onConfirm={remove} onClose={() => setRemoving(false)}>
          <p>
            Switchyard stops pulling it, and everything that only this source has seen is marked as gone. Nothing
            changes at the provider.
          </p>
        </Confirm>
      )}
    </>
  );
}
