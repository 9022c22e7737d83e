import type { AnyObject } from '../../contract/api/list.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import { forbidden } from '../http/problem.ts';
import type { Panel } from '../panel.ts';
import { type Principal, whyNotRead } from '../principal.ts';
import { type Reading, reading } from '../reader.ts';
import { readingOnce } from '../reading-once.ts';
import { writeCursor } from './cursor.ts';
import { addMore, needsMore, setStatus } from './finish-rows.ts';
import { parseListAsk, type ListAsk } from './grammar.ts';
import { statementName } from './prepared.ts';
import { rowWriter } from './row-writer.ts';
import { countStatement, pageStatement, type Statement } from './sql.ts';
import { countTotal, keptTotal } from './total.ts';

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

/** Rows of a page as far as a list has to know them; written out only when the page is. */
interface Page {
  principal: Principal;
  /** One more than the page holds when there are more. */
  count: number;
  capped: boolean;
  /** The first so many rows as JSON. */
  json(rows: number): string;
  /** What a row has in a field, and its id: where the next page goes on. */
  cursor(row: number, field: string): { value: unknown; id: string };
}

/**
 * A page with its total, as JSON. The page is one trip where its rows need nothing more; the total, where it is not known from moments ago, another.
 * @throws ApiProblem 403 for a kind that the reader may not read at all
 */
export async function readList(panel: Panel, hash: string | null, plan: Plan): Promise<string> {
  const { ask } = plan;
  const page = await (needsMore(ask.kind) ? readObjects(panel, hash, plan) : readSent(panel, hash, plan));
  const refused = whyNotRead(ask.kind, page.principal);
  if (refused) throw forbidden(refused);
  const hasMore = page.count > ask.limit;
  const count = hasMore ? ask.limit : page.count;

  const upToHere = count > 0 ? ask.offset + count : 0;
  const wholePageKnown = !hasMore && !ask.after && (count > 0 || ask.offset === 0);
  const total = wholePageKnown
    ? { total: upToHere, estimate: false }
    : (keptTotal(page.principal, plan.filter) ??
      (await reading(panel, hash, (read) => countTotal(read, ask, plan.filter))));
  const rest = {
    total: ask.after ? total.total : Math.max(total.total, upToHere),
    ...(total.estimate ? { totalIsEstimate: true } : {}),
    hasMore,
    ...(hasMore ? { after: writeCursor(ask.sort, page.cursor(count - 1, ask.sort.field.name)) } : {}),
    ...(page.capped ? { searchCapped: true } : {}),
  };
  return `{"items":[${page.json(count)}],${JSON.stringify(rest).slice(1)}`;
}

/** The short way: what PostgreSQL sends becomes JSON without being read. */
async function readSent(panel: Panel, hash: string | null, { ask, page }: Plan): Promise<Page> {
  const query = { ...page, name: statementName(page.text) };
  const { principal, rows } = await readingOnce(panel, hash, query).catch((error: unknown) =>
    refusedTable(error, ask.kind),
  );
  const writer = rowWriter(ask.kind);
  return {
    principal,
    count: rows.length,
    capped: searchesById(ask) && rows[0]?.at(-1) === 't',
    json(count) {
      const now = ask.at === null ? new Date().toISOString() : null;
      let json = '';
      for (let n = 0; n < count; n++) json += (n ? ',' : '') + writer.write(rows[n]!, now);
      return json;
    },
    cursor: (n, field) => ({ value: writer.value(rows[n]!, field), id: writer.value(rows[n]!, 'id')! }),
  };
}

/** The long way, for rows that need more than their columns. */
function readObjects(panel: Panel, hash: string | null, { ask, page }: Plan): Promise<Page> {
  return reading(panel, hash, async (read: Reading) => {
    const refused = whyNotRead(ask.kind, read.principal);
    if (refused) throw forbidden(refused);
    const { rows } = await read.client.query<AnyObject>(page.text, page.values);
    await addMore(read, ask.kind, rows);
    setStatus(ask.kind, rows, ask.at);
    return {
      principal: read.principal,
      count: rows.length,
      capped: false,
      json: (count: number) =>
        rows
          .slice(0, count)
          .map((row) => JSON.stringify(row))
          .join(','),
      cursor: (n: number, field: string) => ({ value: rows[n]![field] ?? null, id: rows[n]!.id }),
    };
  });
}

/** Whether free text went through the capped search; panel kinds are looked through whole. */
const searchesById = (ask: ListAsk) => ask.words.length > 0 && ask.kind.origin === 'synced';

const NO_GRANT = '42501';

/** Readers of some clusters have no grant at all on some tables. */
function refusedTable(error: unknown, kind: Kind): never {
  if ((error as { code?: string }).code === NO_GRANT && !kind.visibility.startsWith('cluster'))
    throw forbidden('needs access to all clusters');
  throw error;
}
