import type { Heard, PulledSource, PullTools, ScopeName } from '../system.ts';
import { HostEar } from './host-ear.ts';
import { hostsOf } from './hosts-of-source.ts';
import { Mailbox } from './mailbox.ts';

/** Hosts are back in crowds, as after a failure of the network: their scopes are asked for together. */
const GATHER_MS = 200;

/** One connection a host, kept up until the signal ends; what its events name is looked at anew. */
export async function* listenToHosts(source: PulledSource, tools: PullTools): AsyncGenerator<Heard> {
  const { group, hosts } = hostsOf(source);
  const stop = new AbortController();
  const signal = AbortSignal.any([tools.signal, stop.signal]);
  const mailbox = new Mailbox<Heard>(signal);
  let missed: ScopeName[] = [];
  let telling: NodeJS.Timeout | undefined;
  const miss = (scopes: ScopeName[]) => {
    missed.push(...scopes);
    telling ??= setTimeout(() => {
      telling = undefined;
      mailbox.push({ type: 'missed', scopes: distinct(missed) }, joined);
      missed = [];
    }, GATHER_MS);
  };
  const ears = hosts.map(
    (host) =>
      new HostEar(host, {
        realm: source.id,
        group,
        tools: { ...tools, signal },
        hear: (heard) => mailbox.push(heard, joined),
        miss,
      }),
  );
  try {
    yield* mailbox;
  } finally {
    clearTimeout(telling);
    stop.abort();
    await Promise.all(ears.map((ear) => ear.close()));
  }
}

function distinct(scopes: readonly ScopeName[]): ScopeName[] {
  return [...new Map(scopes.map((scope) => [`${scope.kind} ${scope.scope}`, scope])).values()];
}

/** What one look saw is written at once: many machines of a host may start together. */
function joined(before: Heard, after: Heard): Heard | undefined {
  if (before.type !== 'page' || after.type !== 'page') return undefined;
  const isOfOneLook =
    before.observedAt === after.observedAt &&
    before.kind === after.kind &&
    before.scope === after.scope &&
    before.ifFree === after.ifFree;
  return isOfOneLook ? ({ ...before, rows: [...before.rows, ...after.rows] } as Heard) : undefined;
}
