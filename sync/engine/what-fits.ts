/**
 * What is written is at fault, not the database: SQLSTATE classes 21 (a row comes twice), 22 (a number is too large) and 54 (a text is too long for
 * an index).
 */
export const isOfTheRows = (error: unknown): error is Error =>
  error instanceof Error && /^(2[12]|54)/.test((error as { code?: string }).code ?? '');

/**
 * Writes rows together, or where PostgreSQL cannot take one of them, all but that one: what one of a thousand servers says must not keep out what
 * the others say.
 * @returns those that cannot be written, and why
 * @throws what says nothing about the rows
 */
export async function writeWhatFits<T>(
  rows: readonly T[],
  write: (rows: readonly T[]) => Promise<unknown>,
): Promise<{ row: T; reason: string }[]> {
  if (rows.length === 0) return [];
  try {
    await write(rows);
    return [];
  } catch (error) {
    if (!isOfTheRows(error)) throw error;
    if (rows.length === 1) return [{ row: rows[0]!, reason: error.message }];
  }
  const half = Math.ceil(rows.length / 2);
  return [...(await writeWhatFits(rows.slice(0, half), write)), ...(await writeWhatFits(rows.slice(half), write))];
}
