import { z } from 'zod';
import { listSchema } from '../../contract/api/list.ts';
import { kinds } from '../../contract/kinds/all.ts';
import { hasPast, pathOf, type Kind } from '../../contract/kinds/kind.ts';
import { type Ask, ok } from '../http/ask.ts';
import { notFound } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { planOf, readList } from '../lists/list.ts';
import { listParameters } from '../lists/parameters.ts';
import { exportFormat, exportTypes, streamList } from '../lists/stream-list.ts';
import { readObject } from '../objects/object.ts';
import { shapeOf } from '../objects/shape.ts';
import { reading } from '../reader.ts';
import { pascal } from './names.ts';
import { atQuery } from '../objects/at-query.ts';

async function list(kind: Kind, ask: Ask) {
  const plan = planOf(kind, ask.search);
  const format = exportFormat(ask.req.headers.accept);
  if (format) return streamList(ask, kind, plan.ask, format);
  return { status: 200, json: await readList(ask.panel, ask.hash, plan) };
}

function routesOf(kind: Kind): Route[] {
  const path = `/${pathOf(kind)}`;
  const shape = shapeOf(kind);
  return [
    route({
      method: 'GET',
      path,
      name: `list${pascal(kind.name)}`,
      tag: kind.many,
      about: `${kind.about} With Accept: text/csv or application/x-ndjson all filtered rows are streamed.`,
      access: 'signed-in',
      query: listParameters(kind),
      readsQuery: true,
      status: 200,
      answer: listSchema(shape),
      also: exportTypes,
      handle: (ask) => list(kind, ask),
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      name: `get${pascal(kind.one)}`,
      tag: kind.many,
      about: `One ${kind.one}${kind.origin === 'synced' ? ', gone or not' : ''}${hasPast(kind) ? '; with at= as it was then' : ''}.`,
      access: 'signed-in',
      query: hasPast(kind) ? atQuery : z.strictObject({}),
      status: 200,
      answer: shape,
      async handle(ask) {
        const at = (ask.query as { at?: string }).at ?? null;
        const found = await reading(ask.panel, ask.hash, (read) => readObject(read, kind, ask.params.id!, at));
        if (!found) throw notFound(`There is no such ${kind.one}`);
        return ok(found);
      },
    }),
  ];
}

export const kindRoutes: Route[] = kinds.flatMap(routesOf);
