import type { RecordSetImage } from '../../../contract/plans/record-set-image.ts';
import type { RecordSetChange, StepOf } from '../../../contract/plans/steps.ts';
import type { Verdict } from '../../../contract/plans/verdict.ts';
import { SystemError } from '../errors.ts';
import type { SystemStep } from '../system.ts';
import { type Comparing, isAfter, isBefore } from './as-planned.ts';
import { differenceLine } from './difference.ts';
import { wantedSet } from './pair-records.ts';

export type WriteRecordSets = StepOf<'dns.write-record-sets'>;

/** The sets of a step as they are now, in its order; null where there is none. */
export interface DnsImage {
  sets: (RecordSetImage | null)[];
  /** The zone keeps its serial when it is written to: who fetches it sees no change (PowerDNS). */
  serialStays?: boolean;
}

export interface DnsProvider extends Comparing {
  /** A set in the words in which the provider will give it back: what two spellings have in common is one. */
  kept(set: RecordSetImage): RecordSetImage;
}

type Own = Pick<
  SystemStep<'dns.write-record-sets', DnsImage>,
  'target' | 'deadlineSeconds' | 'read' | 'write' | 'verify'
>;

/** `dns.write-record-sets` of one provider: how sets are compared and brought back is the same for all. */
export function writeRecordSets(provider: DnsProvider, own: Own): SystemStep<'dns.write-record-sets', DnsImage> {
  return {
    ...own,
    readable: true,
    classify: (step, image) => classify(changesOf(step, provider), image, provider),
    invert: (step, found, leftBehind) => invert(step, found, leftBehind ?? null, provider),
  };
}

/** A step is asked for its changes at every turn, and may have thousands. */
const known = new WeakMap<WriteRecordSets, readonly RecordSetChange[]>();

/**
 * What a step wants, as the provider keeps it.
 * @throws SystemError where that cannot be one change: nothing is sent then
 */
export function changesOf(step: WriteRecordSets, provider: DnsProvider): readonly RecordSetChange[] {
  const changes = known.get(step) ?? oneChangeASet(step, provider);
  known.set(step, changes);
  return changes;
}

function oneChangeASet({ sets }: WriteRecordSets, { kept }: DnsProvider): readonly RecordSetChange[] {
  const seen = new Set<string>();
  return sets.map(({ id, before, after }) => {
    const change = { id, before: before && kept(before), after: after && kept(after) };
    const key = keyOf(change);
    if (change.before && change.after && keyOf({ ...change, after: null }) !== key)
      throw new SystemError('permanent', `${key} has another name or type afterwards: that is two changes`);
    if (seen.has(key)) throw new SystemError('permanent', `${key} is changed twice in one step`);
    seen.add(key);
    return change;
  });
}

/** Name and type of the set that is changed. */
export function keyOf({ before, after }: Pick<RecordSetChange, 'before' | 'after'>): string {
  const set = after ?? before;
  if (!set) throw new SystemError('permanent', 'a change of a record set has neither before nor after');
  return `${set.name} ${set.type}`;
}

function classify(changes: readonly RecordSetChange[], { sets }: DnsImage, how: Comparing): Verdict {
  const looks = changes.map((change, place) => {
    const read = sets[place] ?? null;
    return { change, read, before: isBefore(change, read, how), after: isAfter(change, read, how) };
  });
  if (looks.every(({ after }) => after)) return { is: 'after', foreign: [] };
  if (looks.every(({ before }) => before)) return { is: 'before', foreign: [] };
  const strange = looks.filter(({ before, after }) => !before && !after);
  if (strange.length === 0) return { is: 'mixed', foreign: [] };
  // Once a part shows what is wanted, that is what the others were to be.
  const written = looks.some(({ before, after }) => after && !before);
  const foreign = strange.map(({ change, read }) => differenceLine(read, written ? change.after : change.before));
  return { is: 'other', foreign };
}

/**
 * Brings back exactly what was found. `before` is what the step has left, records with what is their own. A set that was left as something that the step
 * did not want is somebody else's: there `before` is what was wanted, so that the undo shows the difference and stops. A set that was never written is
 * left out.
 */
function invert(
  step: WriteRecordSets,
  found: DnsImage,
  leftBehind: DnsImage | null,
  provider: DnsProvider,
): WriteRecordSets | null {
  const sets = changesOf(step, provider).flatMap((change, place): RecordSetChange[] => {
    const { id } = change;
    const was = found.sets[place] ?? null;
    const left = leftBehind?.sets[place] ?? null;
    if (leftBehind !== null && isAfter(change, left, provider))
      return [{ id, before: left, after: withRefsOf(was, left) }];
    if (leftBehind !== null && isBefore(change, left, provider)) return [];
    // Somebody else has written; or nobody has looked since, and it may be written or not: the undo asks.
    return [{ id, before: provider.recordsApart ? wantedSet(change, was) : change.after, after: was }];
  });
  return sets.length === 0 ? null : { ...step, sets };
}

/** Provider's own ids are carried where the record is still there: it is changed back, the others are made anew. */
function withRefsOf(was: RecordSetImage | null, left: RecordSetImage | null): RecordSetImage | null {
  if (was === null) return null;
  const there = new Set(left?.values.map(({ ref }) => ref));
  return { ...was, values: was.values.map((value) => (there.has(value.ref) ? value : { ...value, ref: null })) };
}
