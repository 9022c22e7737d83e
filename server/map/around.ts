import { linksAt } from '../objects/links.ts';
import type { Reading } from '../reader.ts';
import type { Shown } from './shown.ts';

/** Links looked at in one step. */
const MOST_A_STEP = 10_000;

interface Reached {
  /** Kind → ids. */
  ids: Map<string, string[]>;
  cut: string | null;
}

/** What is linked with an object in so many steps, along links in either direction and through kinds that are shown; a step a query. */
export async function reach(
  { client }: Reading,
  start: { kind: string; id: string },
  depth: number,
  { at, kinds, limit }: Shown,
): Promise<Reached> {
  const known = new Map([[start.id, start.kind]]);
  let cut: string | null = null;
  let frontier = [start.id];
  const n = at === null ? 2 : 3;
  const text = `SELECT DISTINCT * FROM (
      ${linksAt(at, 'l.to_kind AS kind, l.to_id AS id', `l.from_id = ANY ($1::uuid[]) AND l.to_kind = ANY ($${n}::text[])`)}
      UNION ALL
      ${linksAt(at, 'l.from_kind, l.from_id', `l.to_id = ANY ($1::uuid[]) AND l.from_kind = ANY ($${n}::text[])`)}) z
    ORDER BY kind, id LIMIT ${MOST_A_STEP}`;
  for (let step = 0; step < depth && frontier.length && !cut; step += 1) {
    const { rows } = await client.query<{ kind: string; id: string }>(text, [
      frontier,
      ...(at === null ? [] : [at]),
      kinds,
    ]);
    frontier = [];
    for (const { kind, id } of rows) {
      if (known.has(id)) continue;
      if (known.size >= limit) {
        cut = `more than ${limit} objects are linked with it; not all of them are shown`;
        break;
      }
      known.set(id, kind);
      frontier.push(id);
    }
  }
  const ids = new Map<string, string[]>();
  for (const [id, kind] of known) ids.set(kind, [...(ids.get(kind) ?? []), id]);
  return { ids, cut };
}
