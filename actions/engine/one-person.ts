import type { Queryable } from '../../model/database.ts';

/**
 * Whether two principals are one person: a user and a token that they made, or two of their tokens. Who made a token is kept by name, which is a
 * user's before it is another token's.
 */
export async function onePerson(db: Queryable, a: string | null, b: string): Promise<boolean> {
  if (a === null || a === b) return a === b;
  const { rows } = await db.query<{ one: boolean }>(
    `WITH RECURSIVE behind (who, name) AS (
       SELECT id, name FROM users WHERE id = ANY ($1::uuid[])
       UNION SELECT id, created_by FROM tokens WHERE id = ANY ($1::uuid[]) AND created_by IS NOT NULL
       UNION SELECT m.who, t.created_by FROM behind m JOIN tokens t ON t.name = m.name
               WHERE t.created_by IS NOT NULL AND NOT EXISTS (SELECT FROM users u WHERE u.name = m.name))
     SELECT EXISTS (SELECT FROM behind GROUP BY name HAVING count(DISTINCT who) > 1) AS one`,
    [[a, b]],
  );
  return rows[0]!.one;
}
