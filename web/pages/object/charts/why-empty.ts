import { SAMPLES_KEPT_HOURS } from '../../../../contract/retention.ts';
import type { Row } from '../../../api/data-provider.ts';
import { kindNamed } from '../../../kinds/find.ts';
import type { WebKind } from '../../../kinds/web-kind.ts';
import { dayAndClock, exactSpan } from '../../../ui/relative-time.ts';

/** Why there is nothing to draw. `at`: the instant that is looked at, if it is not now. */
export function whyEmpty(
  kind: WebKind,
  row: Row,
  { at, now, zone }: { at: string | null; now: number; zone: string },
): string {
  if (at !== null && now - Date.parse(at) > SAMPLES_KEPT_HOURS * 3_600_000)
    return 'What is measured is kept for a day. Longer series are what Prometheus can keep of /metrics.';
  if (row.status === 'gone') return 'It is gone: nothing is measured of it any more.';
  const staleAt = row['staleAt'];
  if (at === null && typeof staleAt === 'string' && Date.parse(staleAt) < now) {
    const asked = kind.parent === null ? 'It' : `Its ${kindNamed(kind.parent)?.one ?? kind.parent}`;
    return `${asked} has not answered since ${dayAndClock(String(row['seenAt']), zone)}.`;
  }
  const word = kind.status && row[kind.status.field];
  if (typeof word === 'string' && kind.status?.words[word]) return `It is ${word}, and nothing was measured.`;
  if (at !== null) return 'Nothing was measured in this time.';
  return `It is measured every ${exactSpan(kind.measuredEvery ?? 0)}; nothing has been measured in this time yet.`;
}
