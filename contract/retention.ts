/** Days that past versions, gone objects, and records of pulls with their counts of changes are kept. */
export const KEPT_DAYS = { versions: 400, gone: 90, runs: 30 } as const;
/** Hours that samples of measured fields are kept, for charts. Longer series are for what scrapes `/metrics`. */
export const SAMPLES_KEPT_HOURS = 25;
