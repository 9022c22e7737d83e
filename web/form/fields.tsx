import FormControl from '@mui/material/FormControl';
import FormHelperText from '@mui/material/FormHelperText';
import InputLabel from '@mui/material/InputLabel';
import NativeSelect from '@mui/material/NativeSelect';
import OutlinedInput from '@mui/material/OutlinedInput';
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
  options?: readonly { value: string; label: string }[];
  mono?: boolean;
  placeholder?: string;
  autoFocus?: boolean;
  autoComplete?: string;
}

const intoLines = (value: unknown) => (Array.isArray(value) ? value.join('\n') : ((value as string | undefined) ?? ''));
const fromLines = (text: string) => {
  const lines = text.split('\n').map((line) => line.trimStart());
  return lines.every((line) => line === '') ? undefined : lines;
};

/** One line, several lines, or a choice, with its label above and its help below. */
export function Field({
  source,
  label,
  help,
  validate,
  disabled = false,
  type = 'text',
  lines = false,
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
    value: field.value ?? '',
    id,
    disabled,
    autoFocus,
    'aria-describedby': told ? `${id}-help` : undefined,
  };
  const attributes = {
    autoComplete: type === 'password' ? 'new-password' : autoComplete,
    spellCheck: false,
    'aria-required': isRequired || undefined,
    ...(mono ? { className: 'sy-code' } : {}),
  };
  return (
    <FormControl variant="outlined" error={Boolean(error)} disabled={disabled} fullWidth>
      <InputLabel htmlFor={id}>{`${label}${isRequired || options ? '' : ' (optional)'}`}</InputLabel>
      {options ? (
        <NativeSelect {...input} input={<OutlinedInput />}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </NativeSelect>
      ) : (
        <OutlinedInput
          {...input}
          type={lines ? undefined : type}
          multiline={lines}
          minRows={lines ? 2 : undefined}
          placeholder={placeholder}
          inputProps={attributes}
        />
      )}
      {told && <FormHelperText id={`${id}-help`}>{told}</FormHelperText>}
    </FormControl>
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
      {told && (
        <FormHelperText id={`${id}-help`} error={Boolean(error)}>
          {told}
        </FormHelperText>
      )}
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
      {fieldState.error && <FormHelperText error>{fieldMessage(fieldState.error.message, translate)}</FormHelperText>}
    </fieldset>
  );
}
