import { z } from 'zod';
import { targetStates } from '../world/aws-schema.ts';
import { deregisterTarget, registerTarget, setTargetHealth, usualReason } from '../world/targets.ts';
import type { World } from '../world/world.ts';
import { type Command, command, ControlError } from './command.ts';
import { type Balanced, findBalanced, findInstance } from './find.ts';

/** The id under which a target is registered: the address where a group counts addresses, else the instance's id. */
function targetId(world: World, balanced: Balanced, told: string): string {
  if ('group' in balanced) {
    const { group } = balanced;
    if (group.targets.some(({ id }) => id === told)) return told;
    if (group.targetType === 'ip')
      return /^[\d.]+$|:/.test(told) ? told : (findInstance(world, told).instance.privateIp ?? told);
  }
  return findInstance(world, told).instance.id;
}

const states = [...targetStates, 'InService', 'OutOfService'] as const;

export const balancerCommands: readonly Command[] = [
  command(
    'health',
    '<group> <target> <state> [reason]',
    'Sets what the health checks of a target group or classic load balancer say of a target.',
    z.strictObject({ group: z.string(), target: z.string(), state: z.enum(states), reason: z.string().optional() }),
    ({ world }, { group: told, target, state, reason }) => {
      const balanced = findBalanced(world, told);
      const id = targetId(world, balanced, target);
      if ('classic' in balanced)
        setClassicHealth(world, balanced, id, state === 'healthy' || state === 'InService', reason);
      else setGroupHealth(world, balanced, id, state, reason);
      return { text: `${id} is ${state} in ${told}`, data: { group: told, target: id, state } };
    },
  ),
  command(
    'register',
    '<group> <target>',
    'Puts an instance or address into a target group; it turns healthy after some seconds.',
    z.strictObject({ group: z.string(), target: z.string() }),
    ({ world }, { group: told, target }) => {
      const balanced = findBalanced(world, told);
      if (!('group' in balanced)) throw new ControlError('classic load balancers take instances through their API');
      const id = targetId(world, balanced, target);
      registerTarget(world, balanced.region, balanced.group, id);
      return { text: `${id} is being registered with ${told}` };
    },
  ),
  command(
    'deregister',
    '<group> <target>',
    'Takes a target out of a target group; it drains for some seconds.',
    z.strictObject({ group: z.string(), target: z.string() }),
    ({ world }, { group: told, target }) => {
      const balanced = findBalanced(world, told);
      if (!('group' in balanced)) throw new ControlError('classic load balancers give instances up through their API');
      const id = targetId(world, balanced, target);
      deregisterTarget(world, balanced.region, balanced.group, id);
      return { text: `${id} is draining from ${told}` };
    },
  ),
];

function setClassicHealth(
  world: World,
  { region, classic }: Extract<Balanced, { classic: unknown }>,
  id: string,
  inService: boolean,
  reason: string | undefined,
): void {
  if (!classic.instances.some((one) => one.id === id)) throw new ControlError(`${id} is not in ${classic.id}`);
  const state = inService
    ? { id, state: 'InService' as const, reasonCode: 'N/A' as const, description: 'N/A' }
    : {
        id,
        state: 'OutOfService' as const,
        reasonCode: 'Instance' as const,
        description:
          reason ?? 'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.',
      };
  const instances = classic.instances.map((one) => (one.id === id ? state : one));
  region.classicLoadBalancers.set({ ...classic, instances });
  world.changed();
}

function setGroupHealth(
  world: World,
  { region, group }: Extract<Balanced, { group: unknown }>,
  id: string,
  state: (typeof states)[number],
  reason: string | undefined,
): void {
  if (!group.targets.some((one) => one.id === id)) throw new ControlError(`${id} is not in ${group.name}`);
  if (state === 'InService' || state === 'OutOfService')
    throw new ControlError(`${state} is a state of classic load balancers`);
  const [, usual, description] = usualReason[state] ?? [];
  setTargetHealth(world, region, group, id, { state, reason: reason ?? usual, description });
}
