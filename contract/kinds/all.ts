import { addresses } from './addresses.ts';
import { audit } from './audit.ts';
import { clusters } from './clusters.ts';
import { databaseServers } from './database-servers.ts';
import { databases } from './databases.ts';
import { findings } from './findings.ts';
import { hosts } from './hosts.ts';
import { instances } from './instances.ts';
import type { Kind } from './kind.ts';
import { loadBalancers } from './load-balancers.ts';
import { maintenanceEvents } from './maintenance-events.ts';
import { networks } from './networks.ts';
import { plans } from './plans.ts';
import { recordSets } from './record-sets.ts';
import { sources } from './sources.ts';
import { storagePools } from './storage-pools.ts';
import { syncRuns } from './sync-runs.ts';
import { targetGroups } from './target-groups.ts';
import { tokens } from './tokens.ts';
import { users } from './users.ts';
import { virtualMachines } from './virtual-machines.ts';
import { volumes } from './volumes.ts';
import { zones } from './zones.ts';

/** Every kind, parents before their children: pulls merge and membership is computed in this order. */
export const kinds = [
  clusters,
  instances,
  addresses,
  loadBalancers,
  targetGroups,
  maintenanceEvents,
  hosts,
  virtualMachines,
  storagePools,
  volumes,
  networks,
  zones,
  recordSets,
  databaseServers,
  databases,
  findings,
  plans,
  sources,
  syncRuns,
  users,
  tokens,
  audit,
] as const satisfies readonly Kind[];

export type KindName = (typeof kinds)[number]['name'];

const byName = new Map<string, Kind>(kinds.map((one) => [one.name, one]));

export const syncedKinds: readonly Kind[] = kinds.filter((one) => one.origin === 'synced');

export const findKind = (name: string): Kind | undefined => byName.get(name);

/** Throws for a name that no kind has: only for names that come from our own code or tables. */
export function kindNamed(name: string): Kind {
  const found = byName.get(name);
  if (!found) throw new Error(`no kind is named ${name}`);
  return found;
}
