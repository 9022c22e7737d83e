import type { Session } from '../../contract/api/session.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Queryable } from '../database.ts';
import { writeAudit } from './audit.ts';
import { credentialHash, newSessionToken } from './credentials.ts';

/** A session ends this long after sign-in whatever happens; without requests after 12 hours (see access/enter.ts). */
export const SESSION_DAYS = 7;

export interface NewSession {
  userId: string;
  userName: string;
  address: string | null;
  userAgent: string | null;
}

/** Returns the token, which is kept nowhere. */
export async function openSession(db: Queryable, session: NewSession): Promise<string> {
  const token = newSessionToken();
  const id = uuidv7();
  await db.query(
    `INSERT INTO sessions (id, token_hash, user_id, expires_at, address, user_agent)
     VALUES ($1, $2, $3, now() + interval '${SESSION_DAYS} days', $4, $5)`,
    [id, credentialHash(token), session.userId, session.address, session.userAgent?.slice(0, 400) ?? null],
  );
  await db.query('UPDATE users SET last_seen_at = now() WHERE id = $1', [session.userId]);
  await writeAudit(db, {
    action: 'session.open',
    objectKind: 'users',
    objectId: session.userId,
    objectName: session.userName,
  });
  return token;
}

/** The old session of a browser that signs in again. */
export const dropSession = (db: Queryable, hash: string) =>
  db.query('DELETE FROM sessions WHERE token_hash = $1', [hash]);

/** Ends one session; streams that hang on it end at once. Returns whether there was one. */
export async function endSession(db: Queryable, session: { id: string; onlyOf: string | null }): Promise<boolean> {
  const { rows } = await db.query<{ user_id: string; name: string }>(
    `DELETE FROM sessions s USING users u WHERE s.id = $1 AND u.id = s.user_id AND ($2::uuid IS NULL OR s.user_id = $2)
     RETURNING s.user_id, u.name`,
    [session.id, session.onlyOf],
  );
  const ended = rows[0];
  if (!ended) {
    await noteForeign(db, session.id);
    return false;
  }
  await writeAudit(db, {
    action: 'session.end',
    objectKind: 'users',
    objectId: ended.user_id,
    objectName: ended.name,
  });
  await tellRights(db, ended.user_id);
  return true;
}

/** Whoever tried to end another's session is told that there is none, and is on record. */
async function noteForeign(db: Queryable, id: string): Promise<void> {
  const { rows } = await db.query<{ id: string; name: string }>(
    'SELECT u.id, u.name FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1',
    [id],
  );
  const whose = rows[0];
  if (whose)
    await writeAudit(db, {
      action: 'session.end.denied',
      objectKind: 'users',
      objectId: whose.id,
      objectName: whose.name,
      after: { reason: 'it is the session of another' },
    });
}

/** Everybody who is connected as that user or token is looked at again. */
export const tellRights = (db: Queryable, id: string) => db.query(`SELECT pg_notify('rights', $1)`, [id]);

export async function listSessions(
  db: Queryable,
  { userId, currentId }: { userId: string | null; currentId: string | null },
): Promise<Session[]> {
  const { rows } = await db.query<Omit<Session, 'current'>>(
    `SELECT s.id, s.user_id AS "userId", u.name AS "userName", s.address, s.user_agent AS "userAgent",
            s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt",
            least(s.expires_at, s.last_seen_at + interval '12 hours') AS "expiresAt"
       FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE s.expires_at > now() AND s.last_seen_at > now() - interval '12 hours' AND ($1::uuid IS NULL OR s.user_id = $1)
      ORDER BY s.last_seen_at DESC LIMIT 1000`,
    [userId],
  );
  return rows.map((row) => ({ ...row, current: row.id === currentId }));
}
