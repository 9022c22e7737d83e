import { required } from 'ra-core';
import type { ReactNode } from 'react';
import { useClusters } from '../../app/clusters.ts';
import { browserZone } from '../../app/zoned.ts';
import { CheckField, Field } from '../../form/fields.tsx';
import { PanelForm } from '../../form/panel-form.tsx';
import { RuleEditor } from './rule-editor.tsx';
import './clusters.css';

const STAGES = ['production', 'staging', 'development'].map((value) => ({ value, label: value }));
const FIELDS = [
  'name',
  'region',
  'timeZone',
  'stage',
  'currentLoadBalancer',
  'standbyLoadBalancer',
  'watchedBy',
  'needsApproval',
  'rules',
];

const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);

interface Props {
  initial: Record<string, unknown>;
  id: string | null;
  act: string;
  whyNot: string | null;
  onSave: (body: Record<string, unknown>) => Promise<void>;
  onCancel: () => void;
  also?: ReactNode;
}

export function ClusterForm({ initial, id, act, whyNot, onSave, onCancel, also }: Props) {
  const others = useClusters().filter((one) => one.id !== id);
  return (
    <PanelForm
      initial={{ stage: 'production', timeZone: browserZone(), rules: [], ...initial }}
      fields={FIELDS}
      act={act}
      whyNot={whyNot}
      onCancel={onCancel}
      also={also}
      onSave={(values) =>
        onSave({
          name: values['name'],
          region: text(values['region']),
          timeZone: values['timeZone'],
          stage: values['stage'],
          currentLoadBalancer: text(values['currentLoadBalancer']),
          standbyLoadBalancer: text(values['standbyLoadBalancer']),
          watchedBy: text(values['watchedBy']),
          needsApproval: Boolean(values['needsApproval']),
          rules: values['rules'] ?? [],
        })
      }
    >
      <div className="sy-form-pair">
        <Field
          source="name"
          label="Name"
          help="Short, such as eu-prod."
          validate={required()}
          mono
          autoFocus={id === null}
        />
        <Field source="stage" label="Stage" options={STAGES} />
      </div>
      <div className="sy-form-pair">
        <Field source="region" label="Region" mono />
        <Field
          source="timeZone"
          label="Time zone"
          help="In which its people read the clock, such as Europe/Berlin."
          validate={required()}
          mono
        />
      </div>
      <div className="sy-form-pair">
        <Field source="currentLoadBalancer" label="Current load balancer" help="Takes its traffic." mono />
        <Field source="standbyLoadBalancer" label="Standby load balancer" help="Traffic can be moved to it." mono />
      </div>
      {others.length > 0 && (
        <Field
          source="watchedBy"
          label="Watched by"
          options={[
            { value: '', label: 'no other cluster' },
            ...others.map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
      )}
      <CheckField
        source="needsApproval"
        label="Plans need a second person"
        help="Whoever proposes a plan that changes something in it cannot apply it before somebody else has approved it."
      />
      <RuleEditor />
    </PanelForm>
  );
}
