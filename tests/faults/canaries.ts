import type { Pool } from '../../model/database.ts';

/** Every row of every table, as text. @param superuser the queue's tables are the worker's own */
export async function dumpOf(superuser: Pool): Promise<string> {
  const { rows: tables } = await superuser.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
      WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await superuser.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    parts.push(...rows.map(({ row }) => `${name} ${row}`));
  }
  return parts.join('\n');
}

/** Lines of keys by themselves: what is in a row or a message has other ends of lines. */
const lines = (secret: string) => secret.split('\n').filter((line) => line.length > 8 && !line.startsWith('-----'));
const forms = (line: string) => [
  line,
  Buffer.from(line).toString('hex'),
  Buffer.from(line).toString('base64').replace(/.?=*$/, ''),
];

/** Which of these secrets stand in a text, in whatever form. */
export const found = (where: string, secrets: readonly string[]): string[] =>
  secrets
    .flatMap(lines)
    .flatMap(forms)
    .filter((form) => where.includes(form));
