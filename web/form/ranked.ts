import type { Row } from '../api/data-provider.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { called } from './called.ts';

export interface Found {
  kind: WebKind;
  row: Row;
}

/** How well a name fits what is typed: as it is, by its begin, by a part; 3: it was found by something else than its name. */
function fit(one: Found, typed: string): number {
  const name = called(one.kind, one.row).toLowerCase();
  if (name === typed) return 0;
  return name.startsWith(typed) ? 1 : name.includes(typed) ? 2 : 3;
}

/**
 * What was found, the best fit first. Until the answer to what is typed has come, what was found for less is offered as far as it fits by name: whoever
 * types a whole name and goes on at once must not choose something else.
 */
export function ranked(found: readonly Found[], typed: string, settled: boolean): Found[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return [...found];
  return found
    .map((one) => ({ one, by: fit(one, text) }))
    .filter(({ by }) => settled || by < 3)
    .toSorted((a, b) => a.by - b.by)
    .map(({ one }) => one);
}
