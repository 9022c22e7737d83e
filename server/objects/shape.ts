import type { z } from 'zod';
import { objectSchema } from '../../contract/api/list.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import { pascal } from '../routes/names.ts';

const shapes = new Map<string, z.ZodObject>();

/** The contract's shape of a kind, under one name in the OpenAPI document wherever it is served. */
export function shapeOf(kind: Kind): z.ZodObject {
  let shape = shapes.get(kind.name);
  if (!shape) shapes.set(kind.name, (shape = objectSchema(kind).meta({ id: pascal(kind.one) })));
  return shape;
}
