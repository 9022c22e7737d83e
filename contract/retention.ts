/** Days that past versions, gone objects, and records of pulls with their counts of changes are kept. */
export const KEPT_DAYS = { versions: 400, gone: 90, runs: 30 } as const;
