import { anyField, canNarrow, extraFields, hasRange } from '../kinds/extras.ts';
import type { WebField, WebKind } from '../kinds/web-kind.ts';
import { isUnit, quantity, typedQuantity } from '../ui/quantity.ts';

/** One condition of a list: a parameter of the API and the values of which one must hold. */
export interface Term {
  /** `state`, `notBefore.gte`, `ttl.isnull` … */
  param: string;
  values: readonly string[];
}

export interface Parsed {
  terms: Term[];
  /** What is left is free text. */
  text: string;
}

/** `field:value`, `field:"a value"`, or a word. An unclosed quote ends with the text. */
const TOKEN = /([A-Za-z][A-Za-z]*):("([^"]*)"?|\S*)|"([^"]*)"?|\S+/g;

const comparable = (field: WebField, value: string): string | null => {
  if (isUnit(field.format)) return typedQuantity(field.format, value)?.toString() ?? null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
};

function termOf(field: WebField, value: string): Term | null {
  if (value === '') return null;
  if (value === 'none' && field.nullable) return { param: `${field.name}.isnull`, values: ['true'] };
  if (value === 'any' && field.nullable) return { param: `${field.name}.isnull`, values: ['false'] };
  const compared = /^(>=?|<)(.+)$/.exec(value);
  if (compared && hasRange(field)) {
    const bound = comparable(field, compared[2] ?? '');
    return bound === null ? null : { param: `${field.name}.${compared[1] === '<' ? 'lt' : 'gte'}`, values: [bound] };
  }
  if (field.boolean) {
    const said = { yes: 'true', true: 'true', no: 'false', false: 'false' }[value.toLowerCase()];
    return said ? { param: field.name, values: [said] } : null;
  }
  if (field.words) {
    const word = field.words.find((one) => one === value.toLowerCase());
    return word === undefined ? null : { param: field.name, values: [word] };
  }
  return field.filter ? { param: field.name, values: [value] } : null;
}

const narrowing = (kind: WebKind) =>
  [...kind.fields, ...extraFields(kind)].filter((one) => canNarrow(one) && !one.volatile);

export const filterable = (kind: WebKind, name: string): WebField | undefined =>
  narrowing(kind).find((field) => field.name.toLowerCase() === name.toLowerCase());

/** Takes the terms out of what was typed. What is no whole term of this kind stays text, and the server says what it thinks of it. */
export function parseFilter(typed: string, kind: WebKind): Parsed {
  const terms: Term[] = [];
  const words: string[] = [];
  for (const match of typed.matchAll(TOKEN)) {
    const [whole, name, raw, quoted] = match;
    const field = name === undefined ? undefined : filterable(kind, name);
    const term = field && termOf(field, quoted ?? raw ?? '');
    if (term) terms.push(term);
    else words.push(whole);
  }
  return { terms: merged(terms), text: words.join(' ') };
}

/** Terms of one parameter are alternatives, as in the API; bounds replace each other. */
export function merged(terms: readonly Term[]): Term[] {
  const byParam = new Map<string, readonly string[]>();
  for (const { param, values } of terms)
    byParam.set(param, param.includes('.') ? values : [...new Set([...(byParam.get(param) ?? []), ...values])]);
  return [...byParam].map(([param, values]) => ({ param, values }));
}

const OPERATORS: Record<string, string> = { gte: '≥', lt: '<' };

/** A term in words: "State is running or stopped", "Start ≥ 20 Nov". */
export function termLabel({ param, values }: Term, kind: WebKind): { field: string; said: string } {
  const [name = '', operator] = param.split('.', 2);
  const field = anyField(kind, name);
  const label = field?.label ?? name;
  if (operator === 'isnull') return { field: label, said: values[0] === 'true' ? 'is empty' : 'is set' };
  const shown = values.map((value) => {
    if (field?.format === 'bytes') return quantity('bytes', Number(value));
    if (field?.format === 'when' || operator !== undefined) return value.replace(/:00\.000Z$/, 'Z').replace('T', ' ');
    return field?.boolean ? (value === 'true' ? 'yes' : 'no') : value;
  });
  return { field: label, said: `${operator ? `${OPERATORS[operator] ?? operator} ` : ''}${shown.join(' or ')}` };
}

export interface Suggestion {
  /** What the last word of the text becomes. */
  insert: string;
  label: string;
  about: string;
  /** Nothing more is needed: choosing it sets the filter. */
  whole: boolean;
}

const quote = (value: string) => (/[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value);

/** What may follow what was typed: names of fields, then values of one, known words first, then values seen in the rows. */
export function suggestions(
  typed: string,
  kind: WebKind,
  seen: (field: string) => readonly string[] = () => [],
): Suggestion[] {
  const last = /(\S*)$/.exec(typed)?.[1] ?? '';
  const [before = '', after] = last.split(':', 2);
  if (after === undefined) {
    const word = before.toLowerCase();
    return narrowing(kind)
      .filter((field) => field.name.toLowerCase().startsWith(word) || field.label.toLowerCase().startsWith(word))
      .map((field) => ({ insert: `${field.name}:`, label: `${field.name}:`, about: field.about, whole: false }));
  }
  const field = filterable(kind, before);
  if (!field) return [];
  const known = field.boolean ? ['yes', 'no'] : (field.words ?? (field.filter ? seen(field.name) : []));
  const empty = field.nullable ? ['none'] : [];
  const start = after.replaceAll('"', '').toLowerCase();
  return [...known, ...empty]
    .filter((value) => value.toLowerCase().startsWith(start))
    .slice(0, 12)
    .map((value) => ({
      insert: `${field.name}:${quote(value)}`,
      label: value,
      about: value === 'none' ? `${field.label} is empty` : field.label,
      whole: true,
    }));
}
