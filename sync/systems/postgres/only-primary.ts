import { SystemError } from '../errors.ts';

export interface Claim {
  /** How the server is called. */
  name: string;
  systemIdentifier: string;
  inRecovery: boolean;
  timeline: number;
  startedAt: string;
}

/**
 * The one server of a system on which is written. The replicas have the same databases, but could not say on which server clients write; and of two
 * primaries each has a truth of its own: what is known is then left as it is.
 * @throws SystemError when there is none, or more than one
 */
export function onlyPrimary<T extends Claim>(systemIdentifier: string, seen: readonly T[]): T {
  const same = seen.filter((one) => one.systemIdentifier === systemIdentifier);
  // One server under two names starts in the same microsecond.
  const primaries = [
    ...new Map(
      same
        .filter(({ inRecovery }) => !inRecovery)
        .toReversed()
        .map((one) => [`${one.timeline} ${one.startedAt}`, one]),
    ).values(),
  ].toReversed();
  const [first, second] = primaries;
  if (!first)
    throw new SystemError(
      'transient',
      same.length === 0
        ? `No server that answers has the data of system ${systemIdentifier}`
        : `No server that answers is primary for system ${systemIdentifier}: the databases stay as they were`,
    );
  if (!second) return first;
  const latest = primaries.reduce((a, b) => (b.timeline > a.timeline ? b : a));
  throw new SystemError(
    'transient',
    `${primaries.map(({ name, timeline }) => `${name} (timeline ${timeline})`).join(' and ')} are both primary for system ${systemIdentifier}: ` +
      `whose databases are the true ones nobody can tell; ${latest.name} was promoted last`,
  );
}
