import type { Severity } from '../../contract/kinds/findings.ts';

/** What several rules ask for, made once for all of them: rows of a table of the workspace, with `{{among}}` as in a rule's `select`. */
export interface Groundwork {
  table: string;
  alias: string;
  /** At least that of the rules which need it. */
  reach: Finding['reach'];
  select: string;
}

/**
 * A rule that finds trouble. `select` is one SELECT of
 * `subject_id uuid, subject_name text, cluster_id uuid, title text, reason text, involved jsonb`, with `{{among}}` where it narrows its subjects:
 * the engine puts `true` there, or `<subject>.id IN (…)` with the ids that a change may concern.
 */
export interface Finding {
  rule: string;
  about: string;
  severity: Severity;
  /** The kind of the subject. */
  subject: string;
  /** Alias of the subject's table in `select`. */
  alias: string;
  /**
   * How far away a change may matter: `self` only a change of the subject or of its links, `near` also one of an object it is linked to,
   * `far` also one of an object that such an object is linked to. `time`: no change tells; it is asked again and again.
   */
  reach: 'self' | 'near' | 'far' | 'time';
  /** Told only when the condition has held this long, as a PostgreSQL interval. */
  after?: string;
  /**
   * The same, against the order in which scopes come in: a new load balancer is merged a moment before its target groups are. Also waits until
   * every source has been listed whole since, for at most 15 minutes. Not waited for when everything is judged for the first time.
   */
  settles?: string;
  /** Whose whole listing it waits for: all sources' unless what would settle it can only come from the subject's own. */
  settledBy?: 'estate' | 'source';
  needs?: Groundwork;
  select: string;
}

export const finding = (declared: Finding): Finding => declared;

/** `involved` of one object: SQL that makes the jsonb. */
export const party = (kind: string, id: string, name: string, part: string) =>
  `jsonb_build_object('kind', '${kind}', 'id', ${id}, 'name', ${name}, 'part', '${part}')`;
