import type { Finding } from './finding.ts';

/** A source that no longer lists must not silence the others for ever. */
const LONGEST = '15 minutes';

/** The start of the last whole listing of the enabled source that has waited longest for one: among all, or of the subject's own alone. */
const listed = (among: string) => `
  (SELECT coalesce(min(coalesce(last_complete_at, '-infinity')), 'infinity') FROM sources WHERE enabled AND removed_at IS NULL${among})`;

export type Waiting = Pick<Finding, 'after' | 'settles' | 'settledBy' | 'subject'>;

/**
 * SQL over the finding `f`: whether it has waited long enough; undefined for a rule that does not wait.
 * What settles also waits for the rest of the estate: a pull that was cut short, by a killed worker or a provider that breaks off, leaves objects
 * without those that belong to them, until every source
 * that could bring them has been listed whole again.
 */
export function waitedEnough({ after, settles, settledBy, subject }: Waiting): string | undefined {
  const lasted = (interval: string) => `f.since <= clock_timestamp() - interval '${interval}'`;
  if (after) return lasted(after);
  if (!settles) return undefined;
  const own = ` AND id = (SELECT source_id FROM ${subject} WHERE id = f.subject_id)`;
  return `(${lasted(settles)} AND (f.since < ${listed(settledBy === 'source' ? own : '')} OR ${lasted(LONGEST)}))`;
}
