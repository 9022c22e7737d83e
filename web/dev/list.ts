import { kindNamed } from '../../contract/kinds/all.ts';
import type { Thing } from './estate.ts';

const OWN = new Set(['q', 'sort', 'limit', 'offset', 'at', 'gone', 'after', 'linkedTo', 'id', 'clusterId']);

const text = (value: unknown) => (Array.isArray(value) ? value.map(String) : [String(value)]);
const key = (value: unknown) =>
  typeof value === 'number' ? value : value === null || value === undefined ? '' : String(value);

export class Refused extends Error {
  readonly status: number;
  readonly errors: Record<string, string> | undefined;
  constructor(status: number, title: string, errors?: Record<string, string>) {
    super(title);
    this.status = status;
    this.errors = errors;
  }
}

/** A list as the API answers it: filters, order, page. */
export function listOf(
  kindName: string,
  things: readonly Thing[],
  params: URLSearchParams,
  linked: (of: string) => Set<string>,
) {
  const kind = kindNamed(kindName);
  const fields = kind.fields as Record<string, { search?: boolean; filter?: boolean }>;
  let found: readonly Thing[] = things;
  for (const param of new Set(params.keys())) {
    if (OWN.has(param)) continue;
    const [name = '', operator] = param.split('.');
    const known = name in fields || name === 'changedAt';
    if (!known) throw new Refused(400, 'A parameter is wrong', { [param]: 'is no field of this kind' });
    const values = params.getAll(param);
    if (operator === 'gte') found = found.filter((one) => key(one[name]) >= (values[0] ?? ''));
    else if (operator === 'lt')
      found = found.filter((one) => key(one[name]) !== '' && key(one[name]) < (values[0] ?? ''));
    else if (operator === 'isnull') found = found.filter((one) => (one[name] === null) === (values[0] === 'true'));
    else found = found.filter((one) => text(one[name]).some((value) => values.includes(value)));
  }
  const ids = params.get('id')?.split(',');
  if (ids) found = found.filter((one) => ids.includes(one.id));
  const cluster = params.get('clusterId');
  if (cluster) found = found.filter((one) => one['clusterId'] === cluster);
  const of = params.get('linkedTo');
  if (of) {
    const near = linked(of);
    found = found.filter((one) => near.has(one.id));
  }
  const at = params.get('at');
  if (at) found = found.filter((one) => String(one['firstSeenAt'] ?? one['createdAt']) <= at);
  if (params.get('gone') !== 'include') found = found.filter((one) => !one['goneAt']);
  const words = (params.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const bad = words.find((word) => /^[a-z]+:/i.test(word));
  if (bad)
    throw new Refused(400, 'The search is not understood', {
      q: `${bad.split(':')[0]} is no field of ${kind.many}, or it cannot be filtered`,
    });
  const searched = Object.keys(fields).filter((name) => fields[name]?.search);
  for (const word of words)
    found = found.filter((one) =>
      searched.some((name) => text(one[name]).some((value) => value.toLowerCase().includes(word))),
    );
  const sort = params.get('sort') ?? kind.order;
  const [field, sign] = sort.startsWith('-') ? [sort.slice(1), -1] : [sort, 1];
  const ordered = found.toSorted((one, other) => {
    const [a, b] = [key(one[field]), key(other[field])];
    return a === b ? (one.id < other.id ? -1 : 1) : (a < b ? -1 : 1) * sign;
  });
  const limit = Number(params.get('limit') ?? 50);
  const offset = Number(params.get('after') ?? params.get('offset') ?? 0);
  return {
    items: ordered.slice(offset, offset + limit),
    total: ordered.length,
    ...(ordered.length > 10_000 ? { totalIsEstimate: true } : {}),
    hasMore: offset + limit < ordered.length,
    ...(offset + limit < ordered.length ? { after: String(offset + limit) } : {}),
    all: ordered,
  };
}
