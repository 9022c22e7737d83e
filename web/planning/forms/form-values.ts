import type { WebAction } from '../web-action.ts';
import type { ActionForm, FormField } from './action-form.ts';

type Values = Readonly<Record<string, unknown>>;

const allFields = ({ fields, more = [] }: ActionForm): FormField[] => [...fields, ...more];

const isList = (field: FormField) => field.as === 'objects' || field.as === 'lines';

/** Parameters that are lists, also those that no field asks for. */
export const listsOf = (form: ActionForm): ReadonlySet<string> =>
  new Set([
    'exclude',
    'include',
    ...allFields(form).flatMap((field) =>
      field.as === 'one-of'
        ? Object.keys(field.of).filter((name) => name !== field.bare)
        : isList(field)
          ? [field.name]
          : [],
    ),
  ]);

/** Names under which the server may say what is wrong. */
export const fieldNames = (form: ActionForm): string[] =>
  allFields(form).flatMap((field) => (field.as === 'one-of' ? Object.keys(field.of) : [field.name]));

const empty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** What stands in the fields at first: what was given, else what there is now, else the default. */
export function initialValues(form: ActionForm, action: WebAction, params: Values, now: Values | null): Values {
  const defaults = new Map(action.params.map(({ name, initial }) => [name, initial]));
  const values: Record<string, unknown> = {};
  for (const field of allFields(form)) {
    const { name } = field;
    if (field.as === 'one-of') {
      const chosen = Object.keys(field.of).find((one) => params[one] !== undefined) ?? Object.keys(field.of)[0]!;
      values[name] = chosen;
      for (const one of Object.keys(field.of)) if (one !== field.bare) values[one] = params[one];
      continue;
    }
    const value = params[name] ?? now?.[name] ?? defaults.get(name);
    if (field.as === 'either') values[name] = value === undefined || value === null ? '' : String(value);
    else if (field.as === 'probe') values[name] = value ?? { kind: '' };
    else if (field.as === 'choice') values[name] = value ?? Object.keys(field.words)[0];
    else values[name] = value;
  }
  return values;
}

/** A value as the action takes it; undefined: it is not said. */
function given(field: FormField, value: unknown, now: unknown): unknown {
  if (field.as === 'either') return value === '' || value === undefined ? undefined : value === 'true';
  if (field.as === 'probe') {
    const { kind, ...how } = (value ?? {}) as Record<string, unknown>;
    if (!kind) return undefined;
    const asked = Object.entries(how).filter(([name, one]) => !empty(one) && (kind !== 'tcp' || name === 'port'));
    return { kind, ...Object.fromEntries(asked) };
  }
  if (field.as === 'lines') {
    const lines = (Array.isArray(value) ? value : []).map((line) => String(line).trim()).filter(Boolean);
    return lines.length > 0 ? lines : undefined;
  }
  // What is there now and was emptied is taken away.
  if (empty(value)) return !empty(now) && (field.as === 'seconds' || field.as === 'text') ? null : undefined;
  return value;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/**
 * What the action is asked for. Of a form that begins with what there is now, what differs from it; no defaults; and parameters that no field asks for
 * as they came.
 */
export function paramsOf(
  form: ActionForm,
  action: WebAction,
  values: Values,
  { asked, now }: { asked: Values; now: Values | null },
): Record<string, unknown> {
  const known = new Set([...fieldNames(form), ...allFields(form).map(({ name }) => name)]);
  const params: Record<string, unknown> = Object.fromEntries(
    Object.entries(asked).filter(([name]) => !known.has(name)),
  );
  const defaults = new Map(action.params.map(({ name, initial }) => [name, initial]));
  for (const field of allFields(form)) {
    if (field.as === 'one-of') {
      const chosen = String(values[field.name]);
      const value = chosen === field.bare ? true : given({ ...field, as: 'lines' }, values[chosen], null);
      if (value !== undefined) params[chosen] = value;
      continue;
    }
    const before = now?.[field.name];
    const value = given(field, values[field.name], before);
    const stays = now !== null && field.name in now && same(value, before);
    const initial = defaults.get(field.name);
    const idle = initial !== undefined && same(value, initial);
    if (value !== undefined && !stays && !idle) params[field.name] = value;
  }
  return params;
}
