import { type AnyObject, objectSchema } from '../../contract/api/list.ts';
import { pathOf, type Kind } from '../../contract/kinds/kind.ts';
import { type Ask, SENT } from '../http/ask.ts';
import { Places } from '../http/places.ts';
import { forbidden } from '../http/problem.ts';
import { whyNotRead } from '../principal.ts';
import { type Reading, reading } from '../reader.ts';
import { exportReader } from './export-reader.ts';
import { finishRows } from './finish-rows.ts';
import type { ListAsk } from './grammar.ts';
import { streamStatement } from './sql.ts';

const ROWS_A_READ = 500;
/** An export holds a connection for as long as its reader takes. */
const places = new Places('exports at once', { all: 4, each: 2 });

/** CSV only when it is asked for by name, and before JSON. */
export function wantsCsv(accept: string | undefined): boolean {
  if (!accept?.includes('text/csv')) return false;
  const json = accept.indexOf('application/json');
  return json < 0 || accept.indexOf('text/csv') < json;
}

/** A cell that begins like a formula is one to a spreadsheet: such text gets an apostrophe (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

export function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const plain = Array.isArray(value) && value.every((one) => typeof one !== 'object') ? value.join('; ') : value;
  const text = typeof plain === 'string' ? plain : JSON.stringify(plain);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Streams all filtered rows in their order, without holding more than a few hundred at once. */
export async function streamCsv(ask: Ask, kind: Kind, list: ListAsk): Promise<typeof SENT> {
  await reading(ask.panel, ask.hash, async (read) => {
    const refused = whyNotRead(kind, read.principal);
    if (refused) throw forbidden(refused);
    const giveBack = places.take(read.principal.id);
    try {
      await stream(ask, read, list);
    } finally {
      giveBack();
    }
  });
  return SENT;
}

/**
 * DECLARE CURSOR, and not the driver's cursor, which keeps the connection to itself until it is closed: some kinds need a look-up for each batch.
 */
async function stream({ res, requestId, req }: Ask, read: Reading, list: ListAsk): Promise<void> {
  const columns = Object.keys(objectSchema(list.kind).shape);
  const { text, values } = streamStatement(list);
  await read.client.query(`DECLARE rows NO SCROLL CURSOR FOR ${text}`, values);
  res.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${pathOf(list.kind)}.csv"`,
    'cache-control': 'no-store',
    'x-request-id': requestId,
  });
  const reader = exportReader(res);
  if (req.method !== 'HEAD') {
    res.write(`${columns.join(',')}\r\n`);
    for (;;) {
      const { rows } = await read.client.query<AnyObject>(`FETCH ${ROWS_A_READ} FROM rows`);
      if (!rows.length) break;
      await finishRows(read, list.kind, rows, list.at);
      await reader.take(rows.map((row) => `${columns.map((name) => cell(row[name])).join(',')}\r\n`).join(''));
    }
  }
  res.end();
}
