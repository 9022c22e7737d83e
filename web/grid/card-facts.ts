import type { WebKind } from '../kinds/web-kind.ts';
import type { Column } from './columns.ts';

/** What one wants to know of an object of some kind first, where that is not what its first columns tell. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  hosts: ['cpus', 'memory', 'cpuShare'],
  virtual_machines: ['state', 'host', 'addresses'],
  storage_pools: ['host', 'allocation', 'available'],
  volumes: ['pool', 'host', 'capacity'],
  database_servers: ['role', 'replication', 'lagBytes'],
  databases: ['server', 'size', 'connections'],
  sync_runs: ['sourceId', 'state', 'listed'],
  plans: ['number', 'state', 'actor'],
};
const FACTS = 3;

/** The three facts of a card, among the columns that are shown. */
export function cardFacts(kind: WebKind, columns: readonly Column[]): readonly Column[] {
  const others = columns.filter(({ name }) => name !== kind.title && name !== 'seenAt');
  const first = (FIRST[kind.name] ?? []).flatMap((name) => others.find((one) => one.name === name) ?? []);
  return [...first, ...others.filter((one) => !first.includes(one))].slice(0, FACTS);
}
