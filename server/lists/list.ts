import type { AnyObject, ListPage } from '../../contract/api/list.ts';
import { pathOf, type Kind } from '../../contract/kinds/kind.ts';
import type { Reading } from '../reader.ts';
import { writeCursor } from './cursor.ts';
import { parseListAsk, type ListAsk } from './grammar.ts';
import { statementName } from './prepared.ts';
import { countStatement, pageStatement, type Statement } from './sql.ts';
import { finishRows } from './finish-rows.ts';
import { totalOf } from './total.ts';

interface Plan {
  ask: ListAsk;
  page: Statement;
  /** What tells its filter from others, whatever the page and the order. */
  filter: string;
}

/** Parsed and planned by query string: the same page is asked for again and again. */
const plans = new Map<string, Plan>();
const MOST_PLANS = 2000;

/** @throws ApiProblem 400 that names what is wrong in the query */
export function planOf(kind: Kind, search: string): Plan {
  const key = `${kind.name}?${search}`;
  const known = plans.get(key);
  if (known) return known;
  const ask = parseListAsk(kind, new URLSearchParams(search));
  const { text, values } = countStatement(ask);
  const made: Plan = { ask, page: pageStatement(ask), filter: `${text} ${JSON.stringify(values)}` };
  if (plans.size >= MOST_PLANS) plans.clear();
  plans.set(key, made);
  return made;
}

type Row = AnyObject & { searchCapped?: boolean };

export async function readList(reading: Reading, plan: Plan): Promise<ListPage<AnyObject>> {
  const { ask, page } = plan;
  const name = statementName(page.text);
  const { rows } = await reading.client.query<Row>({
    text: page.text,
    values: page.values,
    ...(name ? { name: name + reading.role } : {}),
  });
  const hasMore = rows.length > ask.limit;
  if (hasMore) rows.length = ask.limit;
  const capped = ask.words.length > 0 && ask.kind.origin === 'synced' && rows.some((row) => row.searchCapped);
  if (ask.words.length) for (const row of rows) delete row.searchCapped;
  await finishRows(reading, ask.kind, rows, ask.at);

  const upToHere = ask.offset + rows.length;
  const wholePageKnown = !hasMore && !ask.after && (rows.length > 0 || ask.offset === 0);
  const total = wholePageKnown ? { total: upToHere, estimate: false } : await totalOf(reading, ask, plan.filter);
  const last = rows.at(-1);
  return {
    items: rows,
    total: ask.after ? total.total : Math.max(total.total, upToHere),
    ...(total.estimate ? { totalIsEstimate: true } : {}),
    hasMore,
    ...(hasMore && last
      ? { after: writeCursor(ask.sort, { value: last[ask.sort.field.name] ?? null, id: last.id }) }
      : {}),
    ...(capped ? { searchCapped: true } : {}),
  };
}

export const listPath = (kind: Kind) => `/${pathOf(kind)}`;
