/** Rows that a list scrolls to: what `offset` reaches (`OFFSET_LIMIT` of the contract). Whoever looks further narrows, or takes the CSV. */
export const ROWS_REACHED = 10_000;
