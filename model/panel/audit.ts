import { currentContext } from '../../runtime/context.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Queryable } from '../database.ts';
import { tellChange } from './tell.ts';

/** Whoever is outside and has not signed in. */
const NOBODY = 'nobody';

export interface AuditEntry {
  action: string;
  objectKind?: string;
  objectId?: string;
  objectName?: string;
  /** The plan that it belongs to; else the one that the context is about. */
  planId?: string;
  /** Only what differs; digests in place of secrets. */
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

/**
 * No audit, no action: to be called in the transaction of what it records. Who, from where, by which request and for which plan come from the context.
 * Its place in the chain it gets at COMMIT, from the database.
 */
export async function writeAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  const { text, values } = auditStatement(entry);
  await db.query(text, values);
}

/** The same for those that send several statements in one message. */
export function auditStatement(entry: AuditEntry): { text: string; values: (string | null)[] } {
  const context = currentContext();
  return {
    text: `INSERT INTO audit (id, at, actor, actor_id, action, object_kind, object_id, object_name, address, request_id, plan_id, before, after)
     VALUES ($1, clock_timestamp(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     RETURNING pg_notify('changes', 'panel:audit:' || id)`,
    values: [
      uuidv7(),
      context?.principal?.name ?? (context?.address === undefined ? 'switchyard' : NOBODY),
      context?.principal?.id ?? null,
      entry.action,
      entry.objectKind ?? null,
      entry.objectId ?? null,
      entry.objectName ?? null,
      context?.address ?? null,
      context?.requestId ?? null,
      entry.planId ?? context?.planId ?? null,
      entry.before ? JSON.stringify(entry.before) : null,
      entry.after ? JSON.stringify(entry.after) : null,
    ],
  };
}

/** An act on an object that the panel owns: it goes on record, and listeners are told. */
export async function recordAct(
  db: Queryable,
  kind: 'clusters' | 'sources' | 'users' | 'tokens',
  act: string,
  object: { id: string; name: string },
  change: Pick<AuditEntry, 'before' | 'after'> = {},
): Promise<void> {
  const { id: objectId, name: objectName } = object;
  await writeAudit(db, { action: `${kind}.${act}`, objectKind: kind, objectId, objectName, ...change });
  await tellChange(db, kind, objectId);
}

/** The fields in which two records differ, each with its value before and after. The order of keys is no difference: jsonb keeps its own. */
export function differing(before: Record<string, unknown>, after: Record<string, unknown>): Difference {
  const names = Object.keys(after).filter((name) => canonical(before[name]) !== canonical(after[name]));
  const pick = (from: Record<string, unknown>) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  return { names, before: pick(before), after: pick(after) };
}

export interface Difference {
  names: string[];
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
