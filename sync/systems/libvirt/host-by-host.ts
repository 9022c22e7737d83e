import { concurrently } from '../concurrently.ts';
import type { Host } from './hosts-of-source.ts';

/** Hosts at the same time. Each has a connection and time-outs of its own, so that a hanging one keeps a place and delays nobody else. */
export const HOSTS_AT_ONCE = 32;

/** Hosts with which something went wrong when they were last asked, by source. In this process alone: another worker finds out by itself. */
const failing = new Set<string>();

export interface OfHost<T> {
  host: Host;
  part: () => AsyncIterable<T>;
}

/**
 * A part for each host, all that can be at the same time. Those that failed the last time have places of their own: with as many silent ones as there are
 * places, the others would wait until they are given up.
 */
export async function* hostByHost<T extends object>(sourceId: string, parts: readonly OfHost<T>[]): AsyncGenerator<T> {
  const idOf = ({ host }: OfHost<T>) => `${sourceId} ${host.key}`;
  const noted = (one: OfHost<T>) =>
    async function* () {
      let failed = false;
      for await (const item of one.part()) {
        failed ||= 'error' in item && item.error !== undefined;
        yield item;
      }
      if (failed) failing.add(idOf(one));
      else failing.delete(idOf(one));
    };
  const groups = [parts.filter((one) => !failing.has(idOf(one))), parts.filter((one) => failing.has(idOf(one)))];
  yield* concurrently(
    groups.length,
    groups.map((group) => () => concurrently(HOSTS_AT_ONCE, group.map(noted))),
  );
}
