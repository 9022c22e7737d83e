import { useInput, useTranslate, type Validator } from 'ra-core';
import { fieldMessage } from './field-message.ts';

interface Common {
  source: string;
  label: string;
  help?: string | undefined;
  validate?: Validator | Validator[];
  disabled?: boolean;
}

interface TextProps extends Common {
  type?: 'text' | 'password' | 'number' | 'url' | 'datetime-local';
  /** One entry a line; the value is a list. */
  lines?: boolean;
  /** A text of several lines. */
  long?: boolean;
  options?: readonly { value: string; label: string }[];
  mono?: boolean;
  placeholder?: string;
  autoFocus?: boolean;
  autoComplete?: string;
}

/** A list or a certificate is not to push the rest of the form away. */
const MOST_ROWS = 12;

const intoLines = (value: unknown) => (Array.isArray(value) ? value.join('\n') : ((value as string | undefined) ?? ''));
const fromLines = (text: string) => {
  const lines = text.split('\n').map((line) => line.trimStart());
  return lines.every((line) => line === '') ? undefined : lines;
};

/** What is wrong with a value, or else what to put there. */
export function Help({ id, wrong, children }: { id?: string; wrong: boolean; children: string | undefined }) {
  if (!children) return null;
  return (
    <p id={id} className={wrong ? 'sy-field-wrong' : 'sy-field-help'}>
      {children}
    </p>
  );
}

/** One line, several lines, or a choice, with its label above and its help below. */
export function Field({
  source,
  label,
  help,
  validate,
  disabled = false,
  type = 'text',
  lines = false,
  long = false,
  options,
  mono = false,
  placeholder,
  autoFocus,
  autoComplete = 'off',
}: TextProps) {
  const { field, fieldState, id, isRequired } = useInput({
    source,
    ...(validate ? { validate } : {}),
    ...(lines ? { format: intoLines, parse: fromLines } : {}),
    ...(type === 'number' ? { parse: (text: string) => (text === '' ? undefined : Number(text)) } : {}),
  });
  const translate = useTranslate();
  const { error } = fieldState;
  const told = error ? fieldMessage(error.message, translate) : help;
  const input = {
    ...field,
    value: (field.value ?? '') as string,
    id,
    disabled,
    autoFocus,
    className: `sy-input${mono ? ' sy-code' : ''}${long && type === 'password' ? ' sy-concealed' : ''}`,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': told ? `${id}-help` : undefined,
  };
  const typed = { placeholder, spellCheck: false, 'aria-required': isRequired || undefined };
  return (
    <div className="sy-field">
      <label htmlFor={id}>{`${label}${isRequired || options ? '' : ' (optional)'}`}</label>
      {options ? (
        <select {...input}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : lines || long ? (
        <textarea
          {...input}
          {...typed}
          autoComplete={autoComplete}
          rows={Math.min(MOST_ROWS, Math.max(2, input.value.split('\n').length))}
        />
      ) : (
        <input {...input} {...typed} type={type} autoComplete={type === 'password' ? 'new-password' : autoComplete} />
      )}
      <Help id={`${id}-help`} wrong={Boolean(error)}>
        {told}
      </Help>
    </div>
  );
}

export function CheckField({ source, label, help }: Common) {
  const { field, fieldState, id } = useInput({ source });
  const translate = useTranslate();
  const { error } = fieldState;
  const told = error ? fieldMessage(error.message, translate) : help;
  return (
    <div>
      <label className="sy-check-label">
        <input
          id={id}
          type="checkbox"
          checked={Boolean(field.value)}
          aria-invalid={error ? true : undefined}
          aria-describedby={told ? `${id}-help` : undefined}
          onChange={(event) => field.onChange(event.target.checked)}
          onBlur={field.onBlur}
        />
        {label}
      </label>
      <Help id={`${id}-help`} wrong={Boolean(error)}>
        {told}
      </Help>
    </div>
  );
}

/** Some of a few: the value is a list, or null where `all` is chosen. */
export function SomeField({
  source,
  label,
  all,
  options,
}: Common & { all: string; options: readonly { value: string; label: string }[] }) {
  const translate = useTranslate();
  const { field, fieldState } = useInput({ source });
  // An empty form value arrives as '', which is neither a list nor null.
  const chosen = Array.isArray(field.value) ? (field.value as string[]) : null;
  const toggle = (value: string) => {
    const some = chosen ?? [];
    field.onChange(some.includes(value) ? some.filter((one) => one !== value) : [...some, value]);
  };
  return (
    <fieldset className="sy-some">
      <legend>{label}</legend>
      <label className="sy-check-label">
        <input
          type="checkbox"
          checked={chosen === null}
          onChange={(event) => field.onChange(event.target.checked ? null : [])}
        />
        {all}
      </label>
      {chosen !== null &&
        options.map((option) => (
          <label key={option.value} className="sy-check-label sy-some-one">
            <input type="checkbox" checked={chosen.includes(option.value)} onChange={() => toggle(option.value)} />
            {option.label}
          </label>
        ))}
      <Help wrong>{fieldState.error && fieldMessage(fieldState.error.message, translate)}</Help>
    </fieldset>
  );
}
