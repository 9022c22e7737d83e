import {
  contentsOf,
  type RecordSetImage,
  type WholeValue,
  wholeValues,
} from '../../../contract/plans/record-set-image.ts';
import { sameField, sameList } from './record-fields.ts';

const MOST_SHOWN = 5;

/** What is there instead of what was expected, in a line: "www.shop.example A is 203.0.113.9, not 203.0.113.7". */
export function differenceLine(read: RecordSetImage | null, expected: RecordSetImage | null): string {
  const { name, type } = (read ?? expected)!;
  const of = `${name} ${type}`;
  if (read === null) return `${of} is gone, and was ${shown(contentsOf(expected!))}`;
  if (expected === null) return `${of} is there already: ${shown(contentsOf(read))}`;
  if (!sameList(contentsOf(read), contentsOf(expected)))
    return `${of} is ${shown(contentsOf(read))}, not ${shown(contentsOf(expected))}`;
  const parts = [
    ...disabledPart(read, expected),
    ...(read.ttl === expected.ttl ? [] : [`has ${ttlOf(read.ttl)}, not ${ttlOf(expected.ttl)}`]),
    ...(read.proxied === expected.proxied ? [] : [`is ${proxiedOf(read.proxied)}, not ${proxiedOf(expected.proxied)}`]),
    ...(read.comment === expected.comment
      ? []
      : [`has ${commentOf(read.comment)}, not ${commentOf(expected.comment)}`]),
    ...(sameList(read.tags, expected.tags) ? [] : [`has ${tagsOf(read.tags)}, not ${tagsOf(expected.tags)}`]),
  ];
  return `${of} ${parts.length > 0 ? parts.join('; ') : ofRecords(wholeValues(read), wholeValues(expected))}`;
}

function disabledPart(read: RecordSetImage, expected: RecordSetImage): string[] {
  const [has, had] = [read, expected].map(({ values }) =>
    values.filter(({ disabled }) => disabled).map(({ content }) => content),
  ) as [string[], string[]];
  return sameList(has, had) ? [] : [`has ${shown(has)} disabled, not ${shown(had)}`];
}

/** The columns are the same: one of its records differs. */
function ofRecords(read: readonly WholeValue[], expected: readonly WholeValue[]): string {
  for (const value of read) {
    const other = expected.find(({ content }) => content === value.content);
    if (!other) continue;
    const { content } = value;
    if (value.ttl !== other.ttl) return `${content} has ${ttlOf(value.ttl)}, not ${ttlOf(other.ttl)}`;
    if (value.proxied !== other.proxied)
      return `${content} is ${proxiedOf(value.proxied)}, not ${proxiedOf(other.proxied)}`;
    if (value.comment !== other.comment)
      return `${content} has ${commentOf(value.comment)}, not ${commentOf(other.comment)}`;
    if (!sameField('tags', value.tags, other.tags))
      return `${content} has ${tagsOf(value.tags)}, not ${tagsOf(other.tags)}`;
  }
  return 'has records with other settings';
}

/** A few of many. */
export function shown(contents: readonly string[]): string {
  if (contents.length === 0) return 'nothing';
  const rest = contents.length - MOST_SHOWN;
  return contents.slice(0, MOST_SHOWN).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

const ttlOf = (ttl: number | null) => (ttl === null ? 'automatic TTL' : `TTL ${ttl} s`);
const proxiedOf = (proxied: boolean | null) =>
  proxied === null ? 'proxied in part' : proxied ? 'proxied' : 'not proxied';
const commentOf = (comment: string | null) => (comment === null ? 'no comment' : `the comment "${comment}"`);
const tagsOf = (tags: readonly string[]) => (tags.length === 0 ? 'no tags' : `the tags ${tags.join(', ')}`);
