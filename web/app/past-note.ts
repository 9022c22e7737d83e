import { capital, kindAt } from '../kinds/find.ts';

const asNow = (what: string) => `${what} are shown as they are now.`;

/** Pages that do not follow from a kind and show the present whatever instant is looked at. */
const PRESENT: Readonly<Record<string, string>> = { sessions: 'Sessions', requests: 'Records' };

/** What of a page is not as it was then, in one sentence; null where all of it is. */
export function pastNote(pathname: string): string | null {
  const [, path = '', id] = pathname.split('/');
  const kind = kindAt(path);
  if (!kind) return PRESENT[path] ? asNow(PRESENT[path]) : null;
  // Only when a finding opened and closed is kept, not how it was worded in between.
  if (kind.name === 'findings') return asNow(id ? 'Title and reason' : 'Titles');
  if (kind.name === 'clusters' && id) return asNow('The cluster’s own facts and rules');
  return kind.past ? null : asNow(capital(kind.many));
}
