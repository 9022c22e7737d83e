import type { Finding } from './finding.ts';

/** A source that no longer lists must not silence the others for ever. */
const LONGEST = '15 minutes';

/** The start of the last whole listing of the enabled source that has waited longest for one. */
const ALL_LISTED = `
  (SELECT coalesce(min(coalesce(last_complete_at, '-infinity')), 'infinity') FROM sources WHERE enabled AND removed_at IS NULL)`;

/**
 * SQL: whether a finding that began at `since` has waited long enough; undefined for a rule that does not wait.
 * What settles also waits for the rest of the estate: a pull that was cut short, by a killed worker or a provider that breaks off, leaves objects
 * without those that belong to them, until every source has been listed whole again.
 */
export function waitedEnough(
  { after, settles }: Pick<Finding, 'after' | 'settles'>,
  since: string,
): string | undefined {
  const lasted = (interval: string) => `${since} <= clock_timestamp() - interval '${interval}'`;
  if (after) return lasted(after);
  if (settles) return `(${lasted(settles)} AND (${since} < ${ALL_LISTED} OR ${lasted(LONGEST)}))`;
  return undefined;
}
