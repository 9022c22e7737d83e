import { type Rows, rowsOf } from '../faults.ts';
import type { DnsRecord } from '../world/cloudflare-schema.ts';
import type { Zone } from '../world/zone.ts';
import { refusals } from './cloudflare-error.ts';

type Test = (record: DnsRecord) => boolean;

const comparisons: Record<string, (had: string, wanted: string) => boolean> = {
  exact: (had, wanted) => had === wanted,
  contains: (had, wanted) => had.includes(wanted),
  startswith: (had, wanted) => had.startsWith(wanted),
  endswith: (had, wanted) => had.endsWith(wanted),
};

const texts: Record<string, (record: DnsRecord) => string> = {
  name: ({ name }) => name,
  content: ({ content }) => content,
  comment: ({ comment }) => comment ?? '',
};

/**
 * The records that a query asks for, in its order (API reference, "List DNS Records"): `name`, `content`, `comment` and
 * `tag` with `.exact`, `.contains`, `.startswith`, `.endswith`, joined by `match`; names compare without case. There is
 * no order by id, no cursor and no "changed since".
 */
export function recordsAsked(zone: Zone, query: URLSearchParams): Rows<DnsRecord> {
  const tests = [...query].map(([key, value]) => testFor(key, value)).filter((test) => test !== undefined);
  const order = query.get('order');
  if (tests.length === 0 && order === null) return zone.records;
  const any = query.get('match') === 'any';
  const matches: Test = (record) =>
    tests.length === 0 || (any ? tests.some((test) => test(record)) : tests.every((test) => test(record)));
  const found = [...zone.records].filter(matches);
  return rowsOf(order === null ? found : found.toSorted(comparing(order, query.get('direction') === 'desc')));
}

function testFor(key: string, value: string): Test | undefined {
  if (key === 'type') return ({ type }) => type === value.toUpperCase();
  if (key === 'proxied') return ({ proxied }) => String(proxied) === value;
  if (key === 'search')
    return (record) => Object.values(texts).some((read) => read(record).includes(value.toLowerCase()));
  const [field = '', comparison = 'exact'] = key.split('.');
  if (field === 'tag') return tagTest(comparison, value);
  const read = texts[field];
  if (!read) return undefined;
  if (comparison === 'present' || comparison === 'absent') {
    return (record) => (read(record) === '') === (comparison === 'absent');
  }
  const compare = comparisons[comparison];
  return compare && ((record) => compare(read(record).toLowerCase(), value.toLowerCase()));
}

/** Tags are `name:value`; a tag without a colon is a name. */
function tagTest(comparison: string, value: string): Test | undefined {
  const [name = '', wanted = ''] = value.split(/:(.*)/s);
  const valueOf = ({ tags }: DnsRecord) => tags.find((tag) => tag.split(':')[0] === name)?.split(/:(.*)/s)[1];
  if (comparison === 'present') return (record) => valueOf(record) !== undefined || record.tags.includes(name);
  if (comparison === 'absent') return (record) => valueOf(record) === undefined && !record.tags.includes(name);
  const compare = comparisons[comparison];
  return compare && ((record) => compare((valueOf(record) ?? '').toLowerCase(), wanted.toLowerCase()));
}

const orders: Record<string, (record: DnsRecord) => string | number> = {
  type: ({ type }) => type,
  name: ({ name }) => name,
  content: ({ content }) => content,
  ttl: ({ ttl }) => ttl,
  proxied: ({ proxied }) => Number(proxied),
};

function comparing(order: string, descending: boolean): (a: DnsRecord, b: DnsRecord) => number {
  const read = orders[order];
  if (!read) throw refusals.invalid({ code: 9020, message: `order must be one of ${Object.keys(orders).join(', ')}` });
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const [left, right] = [read(a), read(b)];
    return left < right ? -sign : left > right ? sign : 0;
  };
}
