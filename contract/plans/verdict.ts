/**
 * What the outside shows, held against what a step found and what it wants. `mixed`: some of its parts are as before, the others as after.
 * `other`: somebody else has written; `foreign` says what, a line each.
 */
export interface Verdict {
  is: 'before' | 'after' | 'mixed' | 'other';
  foreign: string[];
}
