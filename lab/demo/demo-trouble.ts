import type { z } from 'zod';
import type { addressSchema, instanceSchema } from '../world/aws-schema.ts';
import { hexFrom } from '../world/identity.ts';
import type { DemoBalancers } from './demo-balancers.ts';
import type { DemoInstance } from './demo-instances.ts';
import { demoClusters } from './demo-clusters.ts';

/**
 * What is wrong in the demo: one of each, so that a finding that shows more has found something that is not there.
 * The record sets that belong to it stand in demo-zones.ts.
 */

/** The address of the machine that the demo ends once everything was seen; a record goes on naming it. */
export const abandonedAddress = '198.51.100.180';
/** An Elastic IP that nobody uses, and that a record names. */
export const idleAddress = '198.51.100.190';
/**
 * The one Elastic IP of its region, which a record names and the demo gives back once everything was seen: a listing that is empty all at once is held
 * for a person, and until they have decided the record is about to dangle.
 */
export const withdrawnAddress = '192.0.2.190';
export const withdrawnRegion = 'us-west-2';
/** A running machine that no record names. */
export const unnamedHost = { cluster: 'eu-prod', host: 'worker-4' };
/** A machine that fails its health checks: its load balancer's record set still holds it, and misses a healthy one. */
export const sickHost = { cluster: 'us-prod', host: 'api-3' };
export const missingHost = { cluster: 'us-prod', host: 'api-2' };
/** The machine whose hardware is retired tomorrow. */
export const retiredHost = { cluster: 'eu-prod', host: 'web-2' };

const day = 24 * 3600_000;

export interface Named {
  cluster: string;
  host: string;
}
export const isHost = (one: DemoInstance, named: Named) =>
  one.cluster.name === named.cluster && one.host === named.host;

const find = (instances: readonly DemoInstance[], named: Named): DemoInstance => {
  const found = instances.find((one) => isHost(one, named));
  if (!found) throw new Error(`no ${named.host} in ${named.cluster}`);
  return found;
};

/** Maintenance: one due tomorrow, one in nine days, one done. */
export function addEvents(instances: readonly DemoInstance[], now: Date): void {
  const at = (days: number, hour: number) => {
    const date = new Date(now.getTime() + days * day);
    date.setUTCHours(hour, 0, 0, 0);
    return date;
  };
  find(instances, retiredHost).instance.events = [
    {
      id: `instance-event-0${hexFrom(16, 'demo event', 1)}`,
      code: 'instance-retirement',
      description: 'The instance is running on degraded hardware',
      notBefore: at(1, 12).toISOString(),
    },
  ];
  find(instances, { cluster: 'us-prod', host: 'postgres-1' }).instance.events = [
    {
      id: `instance-event-0${hexFrom(16, 'demo event', 2)}`,
      code: 'system-reboot',
      description: 'The instance is scheduled for a reboot',
      notBefore: at(9, 4).toISOString(),
      notAfter: at(9, 6).toISOString(),
      notBeforeDeadline: at(16, 4).toISOString(),
    },
  ];
  find(instances, { cluster: 'us-prod', host: 'web-1' }).instance.events = [
    {
      id: `instance-event-0${hexFrom(16, 'demo event', 3)}`,
      code: 'system-maintenance',
      description: '[Completed] The instance may be affected by network maintenance of its host',
      notBefore: at(-2, 3).toISOString(),
      notAfter: at(-2, 5).toISOString(),
    },
  ];
}

export function addIllHealth(instances: readonly DemoInstance[], balancers: readonly DemoBalancers[], now: Date): void {
  const sick = find(instances, sickHost);
  sick.instance.checks = {
    system: 'ok',
    instance: 'impaired',
    ebs: 'ok',
    impairedSince: new Date(now.getTime() - 3 * 3600_000).toISOString(),
  };
  const reports = find(instances, { cluster: 'us-prod', host: 'reports-1' });
  for (const group of balancers.flatMap(({ targetGroups }) => targetGroups)) {
    group.targets = group.targets?.map((target) => {
      if (target.id === sick.instance.privateIp) {
        return { ...target, state: 'unhealthy' as const, reason: 'Target.Timeout', description: 'Request timed out' };
      }
      if (target.id === reports.instance.id) {
        const description = 'Health checks failed with these codes: [502]';
        return { ...target, state: 'unhealthy' as const, reason: 'Target.ResponseCodeMismatch', description };
      }
      return target;
    });
  }
  const standby = find(instances, { cluster: 'staging', host: 'ci-2' }).instance;
  Object.assign(standby, {
    state: 'stopped',
    stateReason: {
      code: 'Client.UserInitiatedShutdown',
      message: 'Client.UserInitiatedShutdown: User initiated shutdown',
    },
    transitionReason: `User initiated (${new Date(now.getTime() - 5 * day).toISOString().slice(0, 19).replace('T', ' ')} GMT)`,
  });
}

/** Ended by the demo's first act: only who has seen it alive can tell that its record dangles. */
export const endedInstance = `i-0${hexFrom(16, 'demo instance', 'batch-1')}`;

/** A machine that nobody has given to a cluster, and one that is soon ended. */
export function strayInstances(): z.input<typeof instanceSchema>[] {
  const [cluster] = demoClusters;
  if (!cluster) return [];
  const common = {
    type: 't2.small',
    imageId: `ami-0${hexFrom(16, 'image', 'old')}`,
    availabilityZone: 'eu-west-1a',
    subnetId: `subnet-0${hexFrom(16, 'subnet', 'eu-west-1a', cluster.accountId)}`,
    vpcId: `vpc-0${hexFrom(16, 'vpc', cluster.accountId, cluster.region)}`,
    keyName: 'admin-2016',
  };
  return [
    {
      ...common,
      id: `i-0${hexFrom(16, 'demo instance', 'legacy-ftp')}`,
      reservationId: `r-0${hexFrom(16, 'demo reservation', 'legacy-ftp')}`,
      state: 'running',
      launchTime: '2017-06-01T08:00:00.000Z',
      privateIp: '10.20.1.240',
      publicIp: '198.51.100.240',
      givenPublicIp: true,
      tags: { Name: 'legacy-ftp' },
    },
    {
      ...common,
      id: endedInstance,
      reservationId: `r-0${hexFrom(16, 'demo reservation', 'batch-1')}`,
      state: 'running',
      privateIp: '10.20.1.241',
      publicIp: abandonedAddress,
      givenPublicIp: true,
      launchTime: '2025-02-11T10:30:00.000Z',
      tags: { Name: 'eu-prod-batch-1', cluster: 'eu-prod', role: 'batch' },
    },
  ];
}

export const withdrawnElasticIp = (): z.input<typeof addressSchema> => ({
  id: `eipalloc-0${hexFrom(16, 'demo address', 'withdrawn')}`,
  publicIp: withdrawnAddress,
  tags: { Name: 'staging-preview', cluster: 'staging' },
});

export const idleElasticIp = (): z.input<typeof addressSchema> => ({
  id: `eipalloc-0${hexFrom(16, 'demo address', 'idle')}`,
  publicIp: idleAddress,
  tags: { Name: 'eu-prod-vpn', cluster: 'eu-prod' },
});
