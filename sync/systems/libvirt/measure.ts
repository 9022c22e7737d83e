import { withOwnSignal } from '../own-signal.ts';
import type { Measurement, PulledSource, PullTools } from '../system.ts';
import { failureOf } from './failure.ts';
import { hostByHost } from './host-by-host.ts';
import { measureNode } from './host-measures.ts';
import { type Host, hostsOf } from './hosts-of-source.ts';
import { measuresOf, nothingMeasured } from './machine-measures.ts';
import { openHost } from './open-host.ts';
import { domainStats, statsWithoutWaiting } from './rpc/flags.ts';

const { state, cpu, balloon, vcpu, interface: ports, block } = domainStats;
const STATS = state | cpu | balloon | vcpu | ports | block;
/** Measurements come every half minute: what takes longer is for the next one. */
const CALL_MS = 15_000;

/** Machines that ran at the last round of a source, by its id. */
const ranLast = new Map<string, ReadonlySet<string>>();

/** One call a host for all of its machines. A host that does not answer is said and passed over. */
export function measureHosts(source: PulledSource, tools: PullTools): AsyncIterable<Measurement> {
  return withOwnSignal(tools.signal, (signal) => measure(source, { ...tools, signal }));
}

async function* measure(source: PulledSource, tools: PullTools): AsyncGenerator<Measurement> {
  const { hosts } = hostsOf(source);
  const running = new Set<string>();
  const stopped = new Set<string>();
  const parts = hosts.map((host) => ({ host, part: () => measureHost(host, source.id, tools, { running, stopped }) }));
  yield* hostByHost(source.id, parts);
  // A machine that has stopped is defined on one host or on several, and says so only when none of them runs it.
  const ended = [...(ranLast.get(source.id) ?? [])].filter((key) => stopped.has(key) && !running.has(key));
  ranLast.set(source.id, running);
  if (ended.length > 0)
    yield { type: 'measures', kind: 'virtual_machines', at: new Date(), rows: ended.map(nothingMeasured) };
}

async function* measureHost(
  host: Host,
  sourceId: string,
  tools: PullTools,
  seen: { running: Set<string>; stopped: Set<string> },
): AsyncGenerator<Measurement> {
  const on = `${sourceId} ${host.key}`;
  try {
    const { session, close } = await openHost(host, tools, tools.signal, { callMs: CALL_MS });
    try {
      const [records, node] = await Promise.all([
        session.call('connectGetAllDomainStats', { domains: [], stats: STATS, flags: statsWithoutWaiting }),
        measureNode(session, host.key, on),
      ]);
      const [at, moment] = [new Date(), performance.now()];
      const rows = records.flatMap((record) => {
        const measures = measuresOf(record, on, moment);
        (measures ? seen.running : seen.stopped).add(record.domain.uuid);
        return measures ?? [];
      });
      yield { type: 'measures', kind: 'hosts', at, rows: [node] };
      yield { type: 'measures', kind: 'virtual_machines', at, rows };
    } finally {
      await close();
    }
  } catch (error) {
    tools.signal.throwIfAborted();
    yield { type: 'failed', part: host.key, error: failureOf(error) };
  }
}
