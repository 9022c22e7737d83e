import type { Finding } from './finding.ts';
import { instanceWithoutRecord } from './instance-without-record.ts';
import { loadBalancerNoHealthyTarget } from './load-balancer-no-healthy-target.ts';
import { objectsInNoCluster, objectsInTwoClusters } from './object-in-no-cluster.ts';
import { recordSetDangling } from './record-set-dangling.ts';
import { recordSetOffTarget } from './record-set-off-target.ts';
import { recordSetUnowned } from './record-set-unowned.ts';
import { pullHeld, sourceStale } from './sources.ts';

/** Every rule that finds trouble. To add one: see docs/add-a-finding.md. */
export const findingRules: readonly Finding[] = [
  recordSetDangling,
  loadBalancerNoHealthyTarget,
  recordSetOffTarget,
  sourceStale,
  pullHeld,
  recordSetUnowned,
  instanceWithoutRecord,
  ...objectsInTwoClusters,
  ...objectsInNoCluster,
];
