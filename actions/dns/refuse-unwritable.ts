import type { RecordSetImage } from '../../contract/plans/record-set-image.ts';
import { inTheWay } from '../../model/panel/refused.ts';
import { type PlannedSet, whyNotWritable } from './record-sets.ts';

/** For plans of one record set: there is nothing left to choose. @throws Refused 409 with the reason */
export function refuseUnwritable(set: Pick<PlannedSet, 'zone' | 'adopted'>, after: RecordSetImage | null): void {
  const reason = whyNotWritable(set, after);
  if (reason !== null) throw inTheWay(reason);
}
