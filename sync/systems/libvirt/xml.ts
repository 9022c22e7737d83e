import { z } from 'zod';
import { reasonOf } from '../read-rows.ts';
import { type Element, parseXml } from './parse-xml.ts';

/**
 * One of libvirt's documents.
 * @throws Error with where it does not fit, and without what is there
 */
export function readXml<S extends z.ZodType>(
  root: string,
  schema: S,
  text: string,
): { read: z.output<S>; said: Element } {
  const { name, content: said } = parseXml(text);
  if (name !== root) throw new Error(`a <${name}> where a <${root}> should be`);
  const read = schema.safeParse(said);
  if (!read.success) throw new Error(reasonOf(read.error));
  return { read: read.data, said: said as Element };
}

/** An element that is there without anything in it comes as an empty text. */
export const element = <S extends z.ZodRawShape>(shape: S) =>
  z.preprocess((said) => (said === '' ? {} : said), z.object(shape));

/** Elements of one name, of which there may be none. */
export const elements = <S extends z.ZodType>(each: S) =>
  z.preprocess((said) => (said === undefined ? [] : Array.isArray(said) ? said : [said]), z.array(each));

/** Text of an element, with or without attributes. */
export const content = z.preprocess(
  (said) => (typeof said === 'object' && said !== null && '#text' in said ? said['#text'] : said),
  z.string(),
);

export const number = z.string().regex(/^\d+$/).transform(Number);

const factors = { b: 1, bytes: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
const units = Object.keys(factors) as [keyof typeof factors, ...(keyof typeof factors)[]];

/** A size, in bytes. */
export const size = z
  .object({ '#text': number, '@unit': z.enum(units) })
  .transform(({ '#text': count, '@unit': unit }) => count * factors[unit]);

/** Without these, wherever they stand: elements by their names, attributes by `@name`. */
export function without(said: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(said)) return said.map((one) => without(one, names));
  if (typeof said !== 'object' || said === null) return said;
  const kept: Element = {};
  for (const [name, value] of Object.entries(said)) if (!names.has(name)) kept[name] = without(value, names);
  return kept;
}
