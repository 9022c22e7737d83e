import type { Region } from './aws-account.ts';
import type { ClassicLoadBalancer, Instance, Target, TargetGroup, TargetState } from './aws-schema.ts';
import type { World } from './world.ts';

export interface Health {
  state: TargetState;
  reason?: string;
  description?: string;
}

type Said = readonly [state: TargetState, reason: string, description: string];

/** The reasons and their words as DescribeTargetHealth gives them (ELBv2 API reference, TargetHealth). */
const said = {
  registering: ['initial', 'Elb.RegistrationInProgress', 'Target registration is in progress'],
  draining: ['draining', 'Target.DeregistrationInProgress', 'Target deregistration is in progress'],
  notInUse: ['unused', 'Target.NotInUse', 'Target group is not configured to receive traffic from the load balancer'],
  stopped: ['unused', 'Target.InvalidState', 'Target is in the stopped state'],
  terminated: ['unused', 'Target.InvalidState', 'Target is in the terminated state'],
  notRegistered: ['unused', 'Target.NotRegistered', 'Target is not registered to the target group'],
  checksOff: ['unavailable', 'Target.HealthCheckDisabled', 'Health checks are disabled for this target'],
} satisfies Record<string, Said>;

const healthOf = ([state, reason, description]: Said): Health => ({ state, reason, description });
export const notRegistered = healthOf(said.notRegistered);

/** What the control sets when it is told no more than a state. */
export const usualReason: Partial<Record<TargetState, Said>> = {
  unhealthy: ['unhealthy', 'Target.FailedHealthChecks', 'Health checks failed'],
  initial: said.registering,
  draining: said.draining,
  unused: said.notInUse,
  unavailable: said.checksOff,
};

/** The health as AWS would tell it now: the state of group and instance come before what the checks last said. */
export function targetHealth(region: Region, group: TargetGroup, target: Target): Health {
  if (target.state === 'draining') return healthOf(said.draining);
  if (group.loadBalancerArns.length === 0) return healthOf(said.notInUse);
  if (group.targetType === 'instance') {
    const instance = region.instances.get(target.id);
    if (!instance || instance.state === 'terminated' || instance.state === 'shutting-down')
      return healthOf(said.terminated);
    if (instance.state === 'stopped' || instance.state === 'stopping') return healthOf(said.stopped);
  }
  if (!group.healthCheckEnabled) return healthOf(said.checksOff);
  return { state: target.state, reason: target.reason, description: target.description };
}

export function registerTarget(world: World, region: Region, group: TargetGroup, id: string, port?: number): void {
  const at = world.clock.now() + 5_000;
  const [state, reason, description] = said.registering;
  const others = group.targets.filter((target) => target.id !== id || target.port !== (port ?? group.port));
  const target: Target = { id, port: port ?? group.port, state, reason, description, becoming: { to: 'healthy', at } };
  region.targetGroups.set({ ...group, targets: [...others, target] });
  world.changed();
}

/** Draining first, gone a moment later (the real delay is 300 s unless the group says otherwise). */
export function deregisterTarget(world: World, region: Region, group: TargetGroup, id: string, port?: number): void {
  const [state, reason, description] = said.draining;
  const becoming = { to: 'gone' as const, at: world.clock.now() + 5_000 };
  const targets = group.targets.map((target) =>
    target.id === id && (port === undefined || target.port === port)
      ? { ...target, state, reason, description, becoming }
      : target,
  );
  region.targetGroups.set({ ...group, targets });
  world.changed();
}

export function setTargetHealth(world: World, region: Region, group: TargetGroup, id: string, health: Health): void {
  const targets = group.targets.map((target) =>
    target.id === id ? { ...target, ...health, becoming: undefined } : target,
  );
  region.targetGroups.set({ ...group, targets });
  world.changed();
}

export function settleTargets(world: World, region: Region, group: TargetGroup): void {
  const now = world.clock.now();
  const due = (target: Target) => target.becoming !== undefined && target.becoming.at <= now;
  if (!group.targets.some(due)) return;
  const targets = group.targets
    .filter((target) => !(due(target) && target.becoming?.to === 'gone'))
    .map((target): Target => (due(target) ? { id: target.id, port: target.port, state: 'healthy' } : target));
  region.targetGroups.set({ ...group, targets });
  world.changed();
}

type ClassicState = ClassicLoadBalancer['instances'][number];

/** Classic load balancers do not list terminated instances, and say of a stopped one that it is out of service. */
export function classicHealth(state: ClassicState, instance: Instance | undefined): ClassicState | undefined {
  if (!instance || instance.state === 'terminated') return undefined;
  if (instance.state === 'running') return state;
  const description = `Instance is in ${instance.state} state.`;
  return { id: state.id, state: 'OutOfService', reasonCode: 'Instance', description };
}
