import { databaseServerWithoutRecord } from './database-server-without-record.ts';
import type { Finding } from './finding.ts';
import { hostOvercommitted } from './host-overcommitted.ts';
import { instanceWithoutRecord } from './instance-without-record.ts';
import { loadBalancerNoHealthyTarget } from './load-balancer-no-healthy-target.ts';
import { objectsInNoCluster, objectsInTwoClusters } from './object-in-no-cluster.ts';
import { machineOnTwoHosts } from './machine-on-two-hosts.ts';
import { noPrimary, twoPrimaries } from './primaries.ts';
import { primaryNameOnReplica } from './primary-name-on-replica.ts';
import { recordSetAboutToDangle } from './record-set-about-to-dangle.ts';
import { recordSetDangling } from './record-set-dangling.ts';
import { recordSetOffTarget } from './record-set-off-target.ts';
import { recordSetUnowned } from './record-set-unowned.ts';
import { replicaLagging } from './replica-lagging.ts';
import { pullHeld, sourceStale } from './sources.ts';

import { unreachable } from './unreachable.ts';
import { virtualMachineNotRunning } from './virtual-machine-not-running.ts';

/** Every rule that finds trouble. To add one: see docs/add-a-finding.md. */
export const findingRules: readonly Finding[] = [
  twoPrimaries,
  noPrimary,
  machineOnTwoHosts,
  primaryNameOnReplica,
  ...unreachable,
  virtualMachineNotRunning,
  recordSetDangling,
  recordSetAboutToDangle,
  loadBalancerNoHealthyTarget,
  recordSetOffTarget,
  sourceStale,
  pullHeld,
  recordSetUnowned,
  hostOvercommitted,
  replicaLagging,
  instanceWithoutRecord,
  databaseServerWithoutRecord,
  ...objectsInTwoClusters,
  ...objectsInNoCluster,
];
