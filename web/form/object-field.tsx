import { useInput, useTranslate, type Validator } from 'ra-core';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { called } from './called.ts';
import { fieldMessage } from './field-message.ts';
import { Help } from './fields.tsx';
import { ObjectSearch } from './object-search.tsx';
import { useObject } from './use-found-objects.ts';

interface Common {
  source: string;
  label: string;
  help?: string | undefined;
  validate?: Validator | Validator[];
}

const optional = (needed: boolean) => (needed ? '' : ' (optional)');

/** One object, of one or several kinds; the value is its id. */
export function ObjectField({
  source,
  label,
  help,
  validate,
  kinds,
  gone = false,
}: Common & { kinds: readonly string[]; gone?: boolean }) {
  const { field, fieldState, id, isRequired } = useInput({ source, ...(validate ? { validate } : {}) });
  const translate = useTranslate();
  const { error } = fieldState;
  const told = error ? fieldMessage(error.message, translate) : help;
  const value = (field.value as string | undefined) || undefined;
  const object = useObject(kinds, value);
  return (
    <div className="sy-field">
      <label htmlFor={id}>{`${label}${optional(isRequired)}`}</label>
      <div className="sy-object-field">
        <ObjectSearch
          id={id}
          kinds={kinds}
          gone={gone}
          shown={object ? called(object.kind, object.row) : object === null ? value! : value ? '…' : ''}
          placeholder="Search by name"
          required={isRequired}
          invalid={Boolean(error)}
          describedBy={told ? `${id}-help` : undefined}
          onChoose={({ row }) => field.onChange(row.id)}
          onBlur={field.onBlur}
        />
        {value && !isRequired && (
          <Button kind="quiet" icon="close" label={`No ${label.toLowerCase()}`} onClick={() => field.onChange('')} />
        )}
      </div>
      <Help id={`${id}-help`} wrong={Boolean(error)}>
        {told}
      </Help>
    </div>
  );
}

function Chosen({ kind, id, onRemove }: { kind: string; id: string; onRemove: () => void }) {
  const object = useObject([kind], id);
  const name = object ? called(object.kind, object.row) : id.slice(0, 8);
  return (
    <Chip label={name} onRemove={onRemove}>
      <code>{name}</code>
    </Chip>
  );
}

/** More than can be read are told by their number. */
const NAMED = 30;

/** Several objects of a kind; the value is a list of ids. */
export function ObjectsField({ source, label, help, validate, kind }: Common & { kind: string }) {
  const { field, fieldState, id, isRequired } = useInput({ source, ...(validate ? { validate } : {}) });
  const translate = useTranslate();
  const { error } = fieldState;
  const told = error ? fieldMessage(error.message, translate) : help;
  const ids = Array.isArray(field.value) ? (field.value as string[]) : [];
  const change = (next: string[]) => field.onChange(next.length > 0 ? next : undefined);
  return (
    <div className="sy-field">
      <label htmlFor={id}>{`${label}${optional(isRequired)}`}</label>
      {ids.length > 0 && (
        <div className="sy-chosen">
          {ids.length > NAMED ? (
            <Chip label="all of them" onRemove={() => change([])}>
              {ids.length.toLocaleString('en')} chosen
            </Chip>
          ) : (
            ids.map((one) => (
              <Chosen key={one} kind={kind} id={one} onRemove={() => change(ids.filter((other) => other !== one))} />
            ))
          )}
        </div>
      )}
      <ObjectSearch
        id={id}
        kinds={[kind]}
        shown=""
        placeholder={ids.length > 0 ? 'Add another' : 'Search by name'}
        required={isRequired}
        invalid={Boolean(error)}
        describedBy={told ? `${id}-help` : undefined}
        onChoose={({ row }) => change([...new Set([...ids, row.id])])}
        onBlur={field.onBlur}
      />
      <Help id={`${id}-help`} wrong={Boolean(error)}>
        {told}
      </Help>
    </div>
  );
}
