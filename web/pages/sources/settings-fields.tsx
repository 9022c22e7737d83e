import { required } from 'ra-core';
import { CheckField, Field } from '../../form/fields.tsx';
import type { SchemaField } from '../../form/schema-fields.ts';

const needed = required();

/** The settings of a system, field by field. `set`: secrets that are there already; left empty they stay. */
export function SettingsFields({
  fields,
  set = {},
}: {
  fields: readonly SchemaField[];
  set?: Readonly<Record<string, unknown>>;
}) {
  return fields.map(({ name, label, help, kind, required: isNeeded, words }) => {
    const source = `settings.${name}`;
    if (kind === 'boolean') return <CheckField key={name} source={source} label={label} help={help} />;
    const secret = kind === 'secret' || kind === 'long-secret';
    const long = kind === 'long' || kind === 'long-secret';
    const kept = secret && Boolean(set[`${name}Set`]);
    return (
      <Field
        key={name}
        source={source}
        label={label}
        help={kind === 'lines' ? `${help} One a line.` : help}
        type={secret ? 'password' : kind === 'number' ? 'number' : 'text'}
        lines={kind === 'lines'}
        long={long}
        mono={kind === 'text' || kind === 'lines' || long}
        {...(kind === 'choice' ? { options: words.map((word) => ({ value: word, label: word })) } : {})}
        {...(kept ? { placeholder: 'is set; leave empty to keep it' } : {})}
        {...(isNeeded && !kept ? { validate: needed } : {})}
      />
    );
  });
}

const MODES = [
  { value: 'read', label: 'Read: nothing is ever written there' },
  { value: 'write-adopted', label: 'Write adopted: only what was adopted' },
  { value: 'write-all', label: 'Write all' },
];

/** What every source has, whatever its system. What may be written in one that is there is set by a plan. */
export function CommonFields({ interval, fresh }: { interval: number; fresh: boolean }) {
  return (
    <>
      <Field
        source="name"
        label="Name"
        help="Short, such as aws-eu. Objects show where they were seen by it."
        validate={needed}
        mono
        autoFocus={fresh}
      />
      <div className="sy-form-pair">
        {fresh && <Field source="mode" label="Mode" options={MODES} />}
        <Field
          source="intervalSeconds"
          label="Seconds between pulls"
          type="number"
          help={`${interval} unless given.`}
        />
      </div>
    </>
  );
}
