import { required, useInput } from 'ra-core';
import { Field } from '../../form/fields.tsx';

const KINDS = [
  { value: '', label: 'None' },
  { value: 'tcp', label: 'TCP: a port answers' },
  { value: 'http', label: 'HTTP: a path answers' },
  { value: 'https', label: 'HTTPS: a path answers' },
];

/** How each new address is looked at before anything is moved to it. */
export function ProbeFields({ source, label, help }: { source: string; label: string; help?: string | undefined }) {
  const { field } = useInput({ source: `${source}.kind` });
  const kind = String(field.value ?? '');
  return (
    <div className="sy-form-pair">
      <Field source={`${source}.kind`} label={label} help={help} options={KINDS} />
      {kind !== '' && (
        <Field source={`${source}.port`} label="Port" type="number" validate={required()} help="Such as 443." />
      )}
      {(kind === 'http' || kind === 'https') && (
        <>
          <Field source={`${source}.path`} label="Path" mono help="A status below 400 is healthy." />
          <Field source={`${source}.host`} label="Host" mono help="Else the first name that moves." />
        </>
      )}
    </div>
  );
}
