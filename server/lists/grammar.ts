import { isIPv6 } from 'node:net';
import { LIST_LIMIT, OFFSET_LIMIT } from '../../contract/api/list.ts';
import { findKind } from '../../contract/kinds/all.ts';
import { hasPast, pathOf, takesLinkedTo, type Kind } from '../../contract/kinds/kind.ts';
import { byAnyName } from '../http/check.ts';
import { badRequest } from '../http/problem.ts';
import { readCursor, type Cursor } from './cursor.ts';
import { instantOf, isUuid, queryFields, valueOf, type QueryField } from './query-fields.ts';

export interface Condition {
  field: QueryField;
  test: 'among' | 'gte' | 'lt' | 'null' | 'set';
  values: unknown[];
}

/** What a list request asks for, understood and checked. */
export interface ListAsk {
  kind: Kind;
  conditions: Condition[];
  /** Lower-case words, all of which an object must hold. */
  words: string[];
  ids: string[] | null;
  linkedTo: { kind: string; id: string } | null;
  at: string | null;
  withGone: boolean;
  sort: { field: QueryField; descending: boolean };
  limit: number;
  offset: number;
  after: Cursor | null;
}

const DEFAULT_LIMIT = 50;
const MOST_VALUES = 200;
const MOST_WORDS = 6;
const LONGEST_TEXT = 300;

/** `field:value`, `field:"a value"`, `"a phrase"`, or a word. */
const TOKEN = /([A-Za-z][A-Za-z]*):(?:"([^"]*)"?|(\S*))|"([^"]*)"?|(\S+)/g;

/**
 * Reads a list's query string.
 * @throws ApiProblem 400 that names every parameter, field and value that is wrong
 */
export function parseListAsk(kind: Kind, params: URLSearchParams): ListAsk {
  const reader = new AskReader(kind);
  for (const name of new Set(params.keys())) reader.parameter(name, params.getAll(name));
  return reader.finish();
}

class AskReader {
  private readonly errors = byAnyName();
  private readonly fields: Map<string, QueryField>;
  private readonly conditions = new Map<string, Condition>();
  private readonly ask: ListAsk;
  private cursor: string | null = null;

  constructor(kind: Kind) {
    this.fields = queryFields(kind);
    this.ask = {
      kind,
      conditions: [],
      words: [],
      ids: null,
      linkedTo: null,
      at: null,
      withGone: false,
      sort: this.sortOf(kind.order)!,
      limit: DEFAULT_LIMIT,
      offset: 0,
      after: null,
    };
  }

  parameter(name: string, values: string[]): void {
    const one = () => {
      if (values.length > 1) this.errors[name] = 'given more than once';
      return values[0]!;
    };
    const synced = this.ask.kind.origin === 'synced';
    switch (name) {
      case 'q':
        return this.freeText(values.join(' '));
      case 'id':
        return this.idList(values.flatMap((value) => value.split(',')));
      case 'limit':
        this.ask.limit = this.whole(name, one(), 1, LIST_LIMIT);
        return;
      case 'offset':
        this.ask.offset = this.whole(name, one(), 0, OFFSET_LIMIT);
        return;
      case 'sort': {
        const sort = this.sortOf(one());
        if (sort) this.ask.sort = sort;
        else this.errors.sort = `"${values[0]}" is none of ${this.names((field) => field.sort)}`;
        return;
      }
      case 'after':
        this.cursor = one();
        return;
      case 'linkedTo':
        return this.linkedTo(one());
      case 'at':
        if (!hasPast(this.ask.kind)) break;
        this.ask.at = instantOf(one()) ?? null;
        if (this.ask.at === null) this.errors.at = `"${values[0]}" is not an instant such as 2026-11-20T09:00:00Z`;
        return;
      case 'gone':
        if (!synced) break;
        this.ask.withGone = one() === 'include';
        if (!['include', 'exclude'].includes(values[0]!))
          this.errors.gone = `"${values[0]}" is none of include, exclude`;
        return;
    }
    this.condition(name, values);
  }

  finish(): ListAsk {
    const { ask } = this;
    ask.conditions = [...this.conditions.values()];
    if (this.cursor !== null) {
      ask.after = readCursor(this.cursor, ask.sort) ?? null;
      if (!ask.after) this.errors.after = 'not from a page of this order';
      else if (ask.offset) this.errors.after = 'not together with offset';
    }
    if (Object.keys(this.errors).length) throw badRequest(this.errors);
    return ask;
  }

  private condition(name: string, values: string[]): void {
    const [fieldName = '', operator, ...rest] = name.split('.');
    const field = this.fields.get(fieldName);
    if (!field || rest.length) {
      this.errors[name] = `no such parameter; there are ${this.parameters()}`;
      return;
    }
    switch (operator) {
      case undefined:
        if (!field.filter) this.errors[name] = `cannot be filtered by; there are ${this.names((one) => one.filter)}`;
        else this.add(name, field, 'among', values);
        return;
      case 'gte':
      case 'lt':
        if (!field.range) this.errors[name] = `has no range; there are ${this.names((one) => one.range)}`;
        else this.add(name, field, operator, values);
        return;
      case 'isnull':
        return this.isNull(name, field, values[0]!);
      default:
        this.errors[name] = 'the operators are .gte, .lt and .isnull';
    }
  }

  private isNull(name: string, field: QueryField, value: string): void {
    if (!field.nullable || !(field.filter || field.range))
      this.errors[name] = 'is never empty, or cannot be filtered by';
    else if (value !== 'true' && value !== 'false') this.errors[name] = `"${value}" is neither true nor false`;
    else this.conditions.set(name, { field, test: value === 'true' ? 'null' : 'set', values: [] });
  }

  private add(name: string, field: QueryField, test: 'among' | 'gte' | 'lt', texts: string[]): void {
    if (texts.length > MOST_VALUES || (test !== 'among' && texts.length > 1)) {
      this.errors[name] = 'too many values';
      return;
    }
    const known = this.conditions.get(name);
    const condition: Condition = known && test === 'among' ? known : { field, test, values: [] };
    for (const text of texts) {
      const read = valueOf(field, text);
      if ('wrong' in read) this.errors[name] = read.wrong;
      else condition.values.push(read.value);
    }
    this.conditions.set(name, condition);
  }

  private freeText(text: string): void {
    if (text.length > LONGEST_TEXT) {
      this.errors.q = `longer than ${LONGEST_TEXT} characters`;
      return;
    }
    for (const [whole, name, quoted, bare, phrase, word] of text.matchAll(TOKEN)) {
      const free =
        phrase ?? word ?? (name !== undefined && !this.fields.has(name) && looksLikeAnAddress(whole) ? whole : null);
      if (free === null) this.term(name!, quoted ?? bare ?? '');
      else if (free !== '') this.ask.words.push(free.replaceAll('\0', '').toLowerCase());
    }
    if (this.ask.words.length > MOST_WORDS) this.errors.q = `more than ${MOST_WORDS} words`;
  }

  /** `field:value`, `field:>=value`, `field:<value`, `field:none`, `field:any`. */
  private term(name: string, value: string): void {
    const field = this.fields.get(name);
    if (!field) {
      this.errors.q = `"${name}:" is no field; there are ${this.names((one) => one.filter || one.range)} (quote it to search for it)`;
      return;
    }
    const problems = Object.keys(this.errors).length;
    const compared = /^(>=|<)(.+)$/.exec(value);
    if (compared && field.range) this.condition(`${name}.${compared[1] === '<' ? 'lt' : 'gte'}`, [compared[2]!]);
    else if (value === 'none' && field.nullable) this.condition(`${name}.isnull`, ['true']);
    else if (value === 'any' && field.nullable) this.condition(`${name}.isnull`, ['false']);
    else this.condition(name, [value]);
    if (Object.keys(this.errors).length > problems) this.errors.q = `${name}: ${Object.values(this.errors).at(-1)}`;
  }

  private idList(ids: string[]): void {
    const wrong = ids.find((id) => !isUuid(id));
    if (wrong !== undefined) this.errors.id = `"${wrong.slice(0, 60)}" is not an id`;
    else if (ids.length > LIST_LIMIT) this.errors.id = `more than ${LIST_LIMIT} ids`;
    else this.ask.ids = [...new Set(ids)];
  }

  private linkedTo(value: string): void {
    const [name = '', id = '', ...rest] = value.split(':');
    const other = findKind(name.replaceAll('-', '_'));
    const { kind } = this.ask;
    if (!takesLinkedTo(kind)) this.errors.linkedTo = `${kind.many} have no links`;
    else if (!other || (kind.name !== 'plans' && other.origin !== 'synced'))
      this.errors.linkedTo = `"${name}" is no kind that has links`;
    else if (!isUuid(id) || rest.length) this.errors.linkedTo = `not of the form ${pathOf(other)}:<id>`;
    else this.ask.linkedTo = { kind: other.name, id };
  }

  private sortOf(text: string) {
    const descending = text.startsWith('-');
    const field = this.fields.get(descending ? text.slice(1) : text);
    return field?.sort ? { field, descending } : undefined;
  }

  private whole(name: string, text: string, least: number, most: number): number {
    const value = /^\d{1,6}$/.test(text) ? Number(text) : -1;
    if (value < least || value > most)
      this.errors[name] = `"${text.slice(0, 60)}" is not a number from ${least} to ${most}`;
    return value;
  }

  private names(test: (field: QueryField) => boolean): string {
    return [...this.fields.values()]
      .filter(test)
      .map((field) => field.name)
      .join(', ');
  }

  private parameters(): string {
    const { kind } = this.ask;
    const past = hasPast(kind) ? ['at'] : [];
    const linked = takesLinkedTo(kind) ? ['linkedTo'] : [];
    const gone = kind.origin === 'synced' ? ['gone'] : [];
    const general = ['q', 'id', 'sort', 'limit', 'offset', 'after', ...past, ...linked, ...gone];
    return [...general, this.names((field) => field.filter || field.range)].join(', ');
  }
}

/** Addresses, ARNs and URLs hold colons too. */
const looksLikeAnAddress = (text: string) => isIPv6(text) || /^(arn:|[a-z]+:\/\/)/i.test(text);
