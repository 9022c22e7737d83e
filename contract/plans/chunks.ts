import { findSystemCard } from '../systems/all.ts';
import type { Purged, RecordSetChange } from './steps.ts';

/**
 * The changes of one zone in as few writes as its provider takes, each of which is done whole or not at all. What happens at one name stays in one
 * write, since an A that becomes a CNAME must not be away in between.
 * @param zone the name of its system, and its plan as the zone's row has it
 */
export function chunksOf(
  changes: readonly RecordSetChange[],
  zone: { system: string; plan: string | null },
): RecordSetChange[][] {
  const writes = findSystemCard(zone.system)?.writes;
  if (!writes) throw new Error(`nothing is written to ${zone.system}`);
  const most = writes.mostOperations(zone.plan);
  const chunks: { changes: RecordSetChange[]; operations: number }[] = [];
  for (const together of byName(changes)) {
    const operations = together.reduce((sum, change) => sum + writes.operations(change), 0);
    const last = chunks.at(-1);
    if (last && last.operations + operations <= most) {
      last.changes.push(...together);
      last.operations += operations;
    } else chunks.push({ changes: together, operations });
  }
  return chunks.map((chunk) => chunk.changes);
}

/** In the order in which each name comes first. */
function byName(changes: readonly RecordSetChange[]): RecordSetChange[][] {
  const named = new Map<string, RecordSetChange[]>();
  for (const change of changes) {
    const name = (change.after ?? change.before)?.name ?? '';
    const together = named.get(name);
    if (together) together.push(change);
    else named.set(name, [change]);
  }
  return [...named.values()];
}

/** Hosts, prefixes, tags or URLs that one purge may name (Cloudflare's docs, "Purge cache", of all plans). */
const PURGED_AT_ONCE = 100;

/** A purge in as many requests as it takes. */
export function purgesOf(what: Purged): Purged[] {
  return Object.entries(what).flatMap(([by, named]): Purged[] =>
    Array.isArray(named)
      ? Array.from({ length: Math.ceil(named.length / PURGED_AT_ONCE) }, (_, number) => ({
          [by]: named.slice(number * PURGED_AT_ONCE, (number + 1) * PURGED_AT_ONCE),
        }))
      : named === undefined
        ? []
        : [{ [by]: named }],
  );
}
