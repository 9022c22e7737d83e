import type { Kind, Status } from '../../contract/kinds/kind.ts';

export interface StatusFacts {
  gone: boolean;
  /** Of a finding: it has ended. */
  closed?: boolean;
  /** What stands in the field that tells the kind's status. */
  word: string | null;
  worstFinding: string | null;
  stale: boolean;
}

/** The worst of what is known, in this order: gone, failing, stale, attention, working, ok. */
export function statusOf(kind: Pick<Kind, 'status'>, facts: StatusFacts): Status {
  if (facts.gone) return 'gone';
  if (facts.closed) return 'ok';
  const word = facts.word === null ? undefined : kind.status?.words[facts.word];
  if (word === 'gone') return 'gone';
  if (word === 'failing' || facts.worstFinding === 'failing') return 'failing';
  if (word === 'stale' || facts.stale) return 'stale';
  if (word === 'attention' || facts.worstFinding === 'attention') return 'attention';
  return word ?? 'ok';
}

/** Whether an instant has passed. Both as PostgreSQL or the API write them, to the second: the texts compare. */
export const isPast = (instant: string, now: string) =>
  instant.slice(11, 19) < now.slice(11, 19)
    ? instant.slice(0, 10) <= now.slice(0, 10)
    : instant.slice(0, 10) < now.slice(0, 10);
