import { AwsError } from '../aws-error.ts';
import type { QueryParameters } from '../query-parameters.ts';
import type { Tags } from '../../world/aws-schema.ts';

/** What a filter looks at: the values of one thing; a row passes when one of them matches one of the filter's. */
export type FilterTable<T> = Record<string, (row: T) => readonly (string | undefined)[]>;

interface Filtered<T> {
  names: FilterTable<T>;
  tags?: (row: T) => Tags;
}

/** @returns undefined when no filter was given: then nobody has to walk through all rows */
export function filtersFrom<T>(
  parameters: QueryParameters,
  { names, tags }: Filtered<T>,
): ((row: T) => boolean) | undefined {
  const filters = parameters.structures('Filter');
  if (filters.length === 0) return undefined;
  const tests = filters.map((filter) => {
    const name = filter.text('Name') ?? '';
    const values = filter.list('Value').map(wildcard);
    const read = reader(name, names, tags);
    if (!read) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    if (values.length > 200) {
      throw new AwsError(
        'FilterLimitExceeded',
        'The maximum number of filter values specified on a single call is 200',
      );
    }
    return (row: T) => read(row).some((had) => had !== undefined && values.some((matches) => matches(had)));
  });
  return (row) => tests.every((test) => test(row));
}

function reader<T>(
  name: string,
  names: FilterTable<T>,
  tags?: (row: T) => Tags,
): ((row: T) => readonly (string | undefined)[]) | undefined {
  if (tags && name === 'tag-key') return (row) => Object.keys(tags(row));
  if (tags && name.startsWith('tag:')) return (row) => [tags(row)[name.slice(4)]];
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** `*` is any text, `?` any one character, `\` takes their meaning away (EC2 user guide, "Filters"). */
function wildcard(pattern: string): (text: string) => boolean {
  if (!/[*?\\]/.test(pattern)) return (text) => text === pattern;
  const source = pattern.replace(/\\([*?\\])|([*?])|([.+^${}()|[\]\\/-])/g, (whole, literal, wild, special) => {
    if (literal) return `\\${literal}`;
    if (wild) return wild === '*' ? '.*' : '.';
    return special ? `\\${special}` : whole;
  });
  const compiled = new RegExp(`^${source}$`, 's');
  return (text) => compiled.test(text);
}
