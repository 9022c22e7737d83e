import type { AnyObject } from '../../contract/api/list.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import { notFound } from '../http/problem.ts';
import { readObject } from '../objects/object.ts';
import type { Writing } from '../reader.ts';

/** A panel-owned object as it is served, after a write and in its transaction: who has just given up the right to read it sees it once more. */
export async function objectAfter({ client, principal, panel }: Writing, kind: Kind, id: string): Promise<AnyObject> {
  const found = await readObject({ client, principal, panel, role: 'p' }, kind, id, null);
  if (!found) throw notFound(`There is no such ${kind.one}`);
  return found;
}
