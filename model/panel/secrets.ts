import {
  keyedDigest,
  newDataKey,
  openValue,
  sealValue,
  unwrapDataKey,
  wrapDataKey,
} from '../../runtime/sealing/sealing.ts';
import type { Queryable } from '../database.ts';

const place = (owner: string, field: string, version: number) => ({
  table: 'sealed_values',
  row: owner,
  field,
  version,
});

async function dataKey(db: Queryable, masterKey: Buffer, owner: string): Promise<Buffer> {
  const made = newDataKey();
  const { rows } = await db.query<{ wrapped: string }>(
    `INSERT INTO data_keys (owner_id, wrapped) VALUES ($1, $2)
     ON CONFLICT (owner_id) DO UPDATE SET owner_id = excluded.owner_id RETURNING wrapped`,
    [owner, wrapDataKey(masterKey, made, owner)],
  );
  return unwrapDataKey(masterKey, rows[0]!.wrapped, owner);
}

/** Seals what is given; fields left out stay as they are. */
export async function sealSecrets(
  db: Queryable,
  masterKey: Buffer,
  owner: string,
  secrets: Record<string, string>,
): Promise<void> {
  if (!Object.keys(secrets).length) return;
  const key = await dataKey(db, masterKey, owner);
  for (const [field, value] of Object.entries(secrets)) {
    const { rows } = await db.query<{ version: number }>(
      'SELECT version FROM sealed_values WHERE owner_id = $1 AND field = $2 FOR UPDATE',
      [owner, field],
    );
    const version = (rows[0]?.version ?? 0) + 1;
    await db.query(
      `INSERT INTO sealed_values (owner_id, field, version, sealed, digest) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (owner_id, field) DO UPDATE SET version = excluded.version, sealed = excluded.sealed, digest = excluded.digest`,
      [owner, field, version, sealValue(key, value, place(owner, field, version)), keyedDigest(masterKey, value)],
    );
  }
}

/** For workers only. Throws SealError where a value was tampered with. */
export async function openSecrets(db: Queryable, masterKey: Buffer, owner: string): Promise<Record<string, string>> {
  const { rows } = await db.query<{ wrapped: string; field: string; version: number; sealed: string }>(
    'SELECT k.wrapped, v.field, v.version, v.sealed FROM data_keys k JOIN sealed_values v USING (owner_id) WHERE owner_id = $1',
    [owner],
  );
  if (!rows.length) return {};
  const key = unwrapDataKey(masterKey, rows[0]!.wrapped, owner);
  return Object.fromEntries(
    rows.map((row) => [row.field, openValue(key, row.sealed, place(owner, row.field, row.version))]),
  );
}

/** Field → keyed digest of what is set, by which a change can be told. */
export async function secretDigests(db: Queryable, owner: string): Promise<Record<string, string>> {
  const { rows } = await db.query<{ field: string; digest: string }>(
    'SELECT field, digest FROM sealed_values WHERE owner_id = $1',
    [owner],
  );
  return Object.fromEntries(rows.map((row) => [row.field, row.digest]));
}

/** Those of the secrets given that differ from what is kept. */
export function changedSecrets(
  masterKey: Buffer,
  kept: Record<string, string>,
  given: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).filter(([field, value]) => keyedDigest(masterKey, value) !== kept[field]),
  );
}

/** What the audit has of secrets: by it one can tell whether one came back, and without the key nothing of what it was. */
export const secretsForAudit = (masterKey: Buffer, secrets: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(secrets).map(([field, value]) => [field, digestForAudit(keyedDigest(masterKey, value))]),
  );

export const digestForAudit = (digest: string) => `hmac-sha256:${digest}`;

/** What a difference shows in place of secrets, kept and changed: neither them nor their digests. */
export function secretWords(
  kept: Record<string, unknown>,
  changed: Record<string, unknown> = {},
): Record<string, 'set' | 'changed'> {
  return Object.fromEntries(
    [...Object.keys(kept), ...Object.keys(changed)].map((field) => [
      field,
      field in kept && field in changed ? 'changed' : 'set',
    ]),
  );
}
