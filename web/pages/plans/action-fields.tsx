import { required, useInput } from 'ra-core';
import type { FormField } from '../../planning/forms/action-form.ts';
import type { WebAction } from '../../planning/web-action.ts';
import { Field } from '../../form/fields.tsx';
import { ObjectField, ObjectsField } from '../../form/object-field.tsx';
import { ProbeFields } from './probe-fields.tsx';

const choices = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** Which of several parameters is given, and then that one. */
function OneOf({ field, action }: { field: FormField & { as: 'one-of' }; action: WebAction }) {
  const { field: chosen } = useInput({ source: field.name });
  const name = String(chosen.value);
  const label = field.of[name];
  return (
    <>
      <Field source={field.name} label={field.label} options={choices(field.of)} />
      {name !== field.bare && label && (
        <Field
          key={name}
          source={name}
          label={label}
          help={`${action.params.find((param) => param.name === name)?.help ?? ''} One a line.`}
          lines
          mono
          validate={required()}
        />
      )}
    </>
  );
}

/** One parameter of an action, asked for as its form says. */
export function ActionField({ field, action }: { field: FormField; action: WebAction }) {
  const param = action.params.find(({ name }) => name === field.name);
  const common = {
    source: field.name,
    label: field.label,
    help: field.help ?? param?.help,
    ...(param?.required ? { validate: required() } : {}),
  };
  switch (field.as) {
    case 'object':
      return <ObjectField {...common} kinds={field.kinds} gone={field.gone ?? false} />;
    case 'objects':
      return <ObjectsField {...common} kind={field.kind} />;
    case 'choice':
      return <Field {...common} options={choices(field.words)} />;
    case 'either':
      return (
        <Field
          {...common}
          options={[
            ...(field.open ? [{ value: '', label: field.open }] : []),
            { value: 'true', label: field.yes },
            { value: 'false', label: field.no },
          ]}
        />
      );
    case 'lines':
      return <Field {...common} help={`${common.help} One a line.`} lines mono />;
    case 'seconds':
    case 'number':
      return <Field {...common} type="number" />;
    case 'probe':
      return <ProbeFields source={field.name} label={field.label} help={common.help} />;
    case 'one-of':
      return <OneOf field={field} action={action} />;
    case 'text':
      return <Field {...common} mono={field.name !== 'comment'} />;
  }
}
