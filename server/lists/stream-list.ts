import { type AnyObject, objectSchema } from '../../contract/api/list.ts';
import { pathOf, type Kind } from '../../contract/kinds/kind.ts';
import { type Ask, SENT } from '../http/ask.ts';
import { Places } from '../http/places.ts';
import { forbidden } from '../http/problem.ts';
import { whyNotRead } from '../principal.ts';
import { type Reading, reading } from '../reader.ts';
import { csv } from './csv.ts';
import type { ExportFormat } from './export-format.ts';
import { exportReader } from './export-reader.ts';
import { finishRows } from './finish-rows.ts';
import type { ListAsk } from './grammar.ts';
import { jsonLines } from './json-lines.ts';
import { streamStatement } from './sql.ts';

const ROWS_A_READ = 500;
/** An export holds a connection for as long as its reader takes. */
const places = new Places('exports at once', { all: 4, each: 2 });

const FORMATS: readonly ExportFormat[] = [csv, jsonLines];
export const exportTypes = FORMATS.map(({ type }) => type);

/** All rows, in the format that is asked for by name, first and before JSON. */
export function exportFormat(accept: string | undefined): ExportFormat | undefined {
  if (!accept) return undefined;
  const at = (type: string) => (accept.includes(type) ? accept.indexOf(type) : Infinity);
  const [first] = FORMATS.toSorted((a, b) => at(a.type) - at(b.type));
  return first && at(first.type) < at('application/json') ? first : undefined;
}

/** Streams all filtered rows in their order, without holding more than a few hundred at once. */
export async function streamList(ask: Ask, kind: Kind, list: ListAsk, format: ExportFormat): Promise<typeof SENT> {
  await reading(ask.panel, ask.hash, async (read) => {
    const refused = whyNotRead(kind, read.principal);
    if (refused) throw forbidden(refused);
    const giveBack = places.take(read.principal.id);
    try {
      await stream(ask, read, list, format);
    } finally {
      giveBack();
    }
  });
  return SENT;
}

/**
 * DECLARE CURSOR, and not the driver's cursor, which keeps the connection to itself until it is closed: some kinds need a look-up for each batch.
 */
async function stream({ res, requestId, req }: Ask, read: Reading, list: ListAsk, format: ExportFormat): Promise<void> {
  const columns = Object.keys(objectSchema(list.kind).shape);
  const { text, values } = streamStatement(list);
  await read.client.query(`DECLARE rows NO SCROLL CURSOR FOR ${text}`, values);
  res.writeHead(200, {
    'content-type': format.header,
    'content-disposition': `attachment; filename="${pathOf(list.kind)}.${format.ending}"`,
    'cache-control': 'no-store',
    'x-request-id': requestId,
  });
  const reader = exportReader(res);
  if (req.method !== 'HEAD') {
    res.write(format.head(columns));
    for (;;) {
      const { rows } = await read.client.query<AnyObject>(`FETCH ${ROWS_A_READ} FROM rows`);
      if (!rows.length) break;
      await finishRows(read, list.kind, rows, list.at);
      await reader.take(rows.map((row) => format.row(columns, row)).join(''));
    }
  }
  res.end();
}
