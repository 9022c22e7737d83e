import type { Kind, Status } from '../../contract/kinds/kind.ts';

export interface StatusFacts {
  goneAt?: string | null;
  worstFinding?: string | null;
  /** When the object counts as too old; absent for the past and for panel kinds. */
  staleAt?: string | null;
  /** Of findings. */
  closedAt?: string | null;
  [field: string]: unknown;
}

/** The worst of what is known, in this order: gone, failing, stale, attention, working, ok. */
export function statusOf(kind: Pick<Kind, 'status'>, object: StatusFacts, now: number): Status {
  if (object.goneAt) return 'gone';
  if (object.closedAt) return 'ok';
  const word = kind.status?.words[object[kind.status.field] as string];
  if (word === 'gone') return 'gone';
  if (word === 'failing' || object.worstFinding === 'failing') return 'failing';
  if (word === 'stale' || (object.staleAt && Date.parse(object.staleAt) < now)) return 'stale';
  if (word === 'attention' || object.worstFinding === 'attention') return 'attention';
  return word ?? 'ok';
}
