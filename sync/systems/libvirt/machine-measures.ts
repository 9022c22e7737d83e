import type { Measures } from '../system.ts';
import { growth, noteLook, type Look, ratePerSecond } from '../counters.ts';
import { stateOf } from './domain-state.ts';
import type { ResultOf } from './rpc/procedures.ts';
import { byField, type TypedValue } from './rpc/typed-parameters.ts';

type Said = ReadonlyMap<string, TypedValue['value']>;
type Stats = ResultOf<'connectGetAllDomainStats'>[number];

/**
 * One machine's measures from what the bulk call says of it (virConnectGetAllDomainStats).
 * @param on tells the machine's host from others
 * @returns undefined for one that this host does not run
 */
export function measuresOf(
  { domain, parameters }: Stats,
  on: string,
  at: number,
): Measures<'virtual_machines'> | undefined {
  const said = byField(parameters);
  if (!stateOf(Number(said.get('state.state') ?? 0), Number(said.get('state.reason') ?? 0)).runs) return undefined;
  const now: Look = { at, counters: countersOf(said) };
  // Its id is another with every start, and its counters begin anew.
  const before = noteLook(`${on} ${domain.uuid} ${domain.id}`, now);
  const busy = growth(before, now, 'cpu.time');
  const processors = Number(said.get('vcpu.current') ?? 0);
  const time = before ? (at - before.at) * 1e6 * processors : 0;
  return {
    key: domain.uuid,
    cpuShare: busy === null || time <= 0 ? null : Math.min(1, busy / time),
    memoryUsed: memoryOf(said),
    diskRead: ratePerSecond(before, now, 'read '),
    diskWritten: ratePerSecond(before, now, 'written '),
    networkReceived: ratePerSecond(before, now, 'received '),
    networkSent: ratePerSecond(before, now, 'sent '),
  };
}

/** Of a machine that no longer runs: nothing is measured any more. */
export const nothingMeasured = (key: string): Measures<'virtual_machines'> => ({
  key,
  cpuShare: null,
  memoryUsed: null,
  diskRead: null,
  diskWritten: null,
  networkReceived: null,
  networkSent: null,
});

/** Each device's own counters, since devices come and go. */
function countersOf(said: Said): Map<string, bigint> {
  const counters = new Map<string, bigint>();
  const take = (name: string, value: TypedValue['value'] | undefined) => {
    if (typeof value === 'bigint') counters.set(name, value);
  };
  take('cpu.time', said.get('cpu.time'));
  for (let at = 0; at < Number(said.get('block.count') ?? 0); at += 1) {
    // Images that a disk is laid over are listed too, with a number of their own in the chain.
    if (said.has(`block.${at}.backingIndex`)) continue;
    const disk = String(said.get(`block.${at}.name`) ?? at);
    take(`read ${disk}`, said.get(`block.${at}.rd.bytes`));
    take(`written ${disk}`, said.get(`block.${at}.wr.bytes`));
  }
  for (let at = 0; at < Number(said.get('net.count') ?? 0); at += 1) {
    const port = String(said.get(`net.${at}.name`) ?? at);
    take(`received ${port}`, said.get(`net.${at}.rx.bytes`));
    take(`sent ${port}`, said.get(`net.${at}.tx.bytes`));
  }
  return counters;
}

/** By the guest where its balloon driver tells, else what the host gives it. In bytes; libvirt's are KiB. */
function memoryOf(said: Said): number | null {
  const kib = (name: string) => {
    const value = said.get(`balloon.${name}`);
    return typeof value === 'bigint' ? Number(value) : undefined;
  };
  const [available, free] = [kib('available'), kib('usable') ?? kib('unused')];
  const used = available !== undefined && free !== undefined ? available - free : (kib('rss') ?? kib('current'));
  return used === undefined ? null : Math.max(0, used) * 1024;
}
