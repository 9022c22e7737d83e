type Errors = Readonly<Record<string, string>>;

interface Sorted {
  atFields: Record<string, string>;
  elsewhere: Record<string, string>;
}

/**
 * What the server has against an input, by the fields of a form. A part of a field (`settings.zones.1`, `rules.0.name`) is said at the
 * field, with which part it is; what belongs to no field of the form is left for above the button.
 */
export function errorsAtFields(errors: Errors, fields: readonly string[]): Sorted {
  const sorted: Sorted = { atFields: {}, elsewhere: {} };
  for (const [name, said] of Object.entries(errors)) {
    const field = fields.find((one) => name === one || name.startsWith(`${one}.`));
    if (field === undefined) {
      sorted.elsewhere[name] = said;
      continue;
    }
    const part = partOf(name.slice(field.length + 1));
    const text = part ? `${part}: ${said}` : said;
    sorted.atFields[field] = sorted.atFields[field] ? `${sorted.atFields[field]}; ${text}` : text;
  }
  return sorted;
}

/** `1` → `number 2`, `0.name` → `number 1, name`. */
const partOf = (path: string) =>
  path
    .split('.')
    .filter(Boolean)
    .map((step) => (/^\d+$/.test(step) ? `number ${Number(step) + 1}` : step))
    .join(', ');
