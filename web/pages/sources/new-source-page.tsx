import { useNotify } from 'ra-core';
import { useState } from 'react';
import { askJson } from '../../api/fetch.ts';
import { useWhyNot } from '../../app/may.ts';
import { PanelForm } from '../../form/panel-form.tsx';
import { schemaFields, settingsOf } from '../../form/schema-fields.ts';
import type { SystemDescription } from '../../../contract/api/sources.ts';
import { Lines } from '../../ui/late.tsx';
import { PageHead, PageProblem, useTitle } from '../../ui/page.tsx';
import { useGo } from '../../ui/scoped-link.tsx';
import { kindNamed } from '../../kinds/find.ts';
import { useSystems } from './queries.ts';
import { CommonFields, SettingsFields } from './settings-fields.tsx';
import { SystemIcon } from './system-icon.tsx';
import './sources.css';

function Settings({ system }: { system: SystemDescription }) {
  const go = useGo();
  const notify = useNotify();
  const whyNot = useWhyNot('sources.edit');
  const fields = schemaFields(system.settings, system.secrets);
  const save = async (values: Record<string, unknown>) => {
    const made = await askJson<{ id: string }>('/sources', {
      method: 'POST',
      body: {
        name: values['name'],
        system: system.name,
        mode: values['mode'],
        ...(values['intervalSeconds'] ? { intervalSeconds: values['intervalSeconds'] } : {}),
        settings: settingsOf(fields, (values['settings'] ?? {}) as Record<string, unknown>),
      },
    });
    notify('Source added; its first pull begins now', { type: 'success' });
    go(`/sources/${made.id}`);
  };
  return (
    <section className="sy-card sy-form-card" aria-label={`Settings of ${system.label}`}>
      <div className="sy-card-body">
        <PanelForm
          key={system.name}
          initial={{
            mode: 'read',
            settings: Object.fromEntries(
              fields.filter(({ initial }) => initial !== undefined).map(({ name, initial }) => [name, initial]),
            ),
          }}
          fields={['name', 'mode', 'intervalSeconds', ...fields.map(({ name }) => `settings.${name}`)]}
          onSave={save}
          act="Add the source"
          whyNot={whyNot}
          onCancel={() => go('/sources')}
        >
          <CommonFields interval={system.interval} fresh />
          <SettingsFields fields={fields} />
        </PanelForm>
      </div>
    </section>
  );
}

export function NewSourcePage() {
  const { data: systems, error, refetch } = useSystems();
  const [name, setName] = useState<string | null>(null);
  useTitle('Add a source');
  const system = systems?.find((one) => one.name === name);
  if (error) return <PageProblem page error={error} onRetry={() => void refetch()} />;
  return (
    <div className="sy-narrow">
      <PageHead title="Add a source" />
      {!systems ? (
        <Lines />
      ) : (
        <fieldset className="sy-systems">
          <legend className="sy-muted">What is pulled from?</legend>
          {systems.map((one) => (
            <label key={one.name} className="sy-system">
              <input
                type="radio"
                name="system"
                value={one.name}
                checked={one.name === name}
                onChange={() => setName(one.name)}
              />
              <SystemIcon system={one.name} />
              <span>
                <b>{one.label}</b>
                <span className="sy-muted">{one.about}</span>
                <small className="sy-muted">
                  Provides {one.provides.map((kind) => kindNamed(kind)?.many ?? kind).join(', ')}
                </small>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {system && <Settings key={system.name} system={system} />}
    </div>
  );
}
