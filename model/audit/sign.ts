import { type Client, inTransaction, type Pool } from '../database.ts';
import { isSignedWith, type SignedHead, signatureOf } from './signed-head.ts';
import { verifyAudit, type Wrong } from './verify.ts';

/**
 * Verifies what was added since the last signed head, and signs the head that there is now. A chain that is not sound is not signed: that would say it
 * was. Null: nothing was added.
 */
export function signHead(pool: Pool, masterKey: Buffer): Promise<SignedHead | { wrong: Wrong } | null> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<SignedHead & { found: string | null }>(
      `SELECT h.number, h.hash, h.at, h.signature, a.hash AS found FROM audit_heads h LEFT JOIN audit a USING (number)
        ORDER BY h.number DESC LIMIT 1`,
    );
    const last = rows[0];
    if (last && !isSignedWith(masterKey, last))
      return { wrong: { number: last.number, what: `the head ${last.number} was not signed with this key` } };
    if (last && last.found !== last.hash)
      return { wrong: { number: last.number, what: `entry ${last.number} is not the one that was signed` } };
    const { head, wrong } = await verifyAudit(client, { masterKey, from: last });
    if (wrong) return { wrong };
    if (!head) return null;
    const now = await client.query<{ at: string }>('SELECT clock_timestamp() AS at');
    const unsigned = { number: head.number, hash: head.hash, at: now.rows[0]!.at };
    const signed = { ...unsigned, signature: signatureOf(masterKey, unsigned) };
    await client.query('INSERT INTO audit_heads (number, hash, at, signature) VALUES ($1, $2, $3, $4)', [
      signed.number,
      signed.hash,
      signed.at,
      signed.signature,
    ]);
    return signed;
  });
}

/** Signs anew, under another key, what was signed under the old one. What was not stays as it is, and is found by who verifies. */
export async function signHeadsAnew(client: Client, oldKey: Buffer, newKey: Buffer): Promise<void> {
  const { rows } = await client.query<SignedHead>('SELECT number, hash, at, signature FROM audit_heads');
  const ours = rows.filter((head) => isSignedWith(oldKey, head));
  await client.query(
    `UPDATE audit_heads h SET signature = n.signature FROM unnest($1::bigint[], $2::text[]) n (number, signature) WHERE h.number = n.number`,
    [ours.map((head) => head.number), ours.map((head) => signatureOf(newKey, head))],
  );
}
