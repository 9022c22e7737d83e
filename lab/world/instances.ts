import type { Region } from './aws-account.ts';
import type { Instance, InstanceState } from './aws-schema.ts';
import { instanceSchema } from './aws-schema.ts';
import { disassociate } from './addresses.ts';
import { nextPublicIp } from './address-plan.ts';
import type { World } from './world.ts';

/** How long a start, stop or end takes here, and for how long a terminated instance is still listed. */
const secondsUnderWay = 2;
const minutesVisibleAfterTermination = 60;

type Launch = Pick<Instance, 'availabilityZone' | 'subnetId' | 'vpcId' | 'type' | 'imageId'> & Partial<Instance>;

/** A new instance, `pending`, that runs a moment later. */
export function launchInstance(world: World, region: Region, wanted: Launch): Instance {
  const now = world.clock.now();
  const instance = instanceSchema.parse({
    id: `i-0${world.newHex(16, 'instance')}`,
    reservationId: `r-0${world.newHex(16, 'reservation')}`,
    state: 'pending',
    becoming: { to: 'running', at: now + secondsUnderWay * 1000 },
    launchTime: toTheSecond(now),
    checks: { system: 'initializing', instance: 'initializing', ebs: 'initializing' },
    ...wanted,
  });
  if (instance.givenPublicIp && !instance.publicIp) instance.publicIp = nextPublicIp(world);
  region.instances.set(instance);
  world.changed();
  return instance;
}

interface Move {
  from: InstanceState[];
  through: InstanceState;
  to: InstanceState;
  reason?: { code: string; message: string };
}

/** What may be asked of an instance (EC2 user guide, "Instance lifecycle"). Asking again is no error. */
const moves = {
  start: { from: ['stopped'], through: 'pending', to: 'running' },
  stop: {
    from: ['running', 'pending'],
    through: 'stopping',
    to: 'stopped',
    reason: { code: 'Client.UserInitiatedShutdown', message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
  },
  terminate: {
    from: ['running', 'pending', 'stopping', 'stopped'],
    through: 'shutting-down',
    to: 'terminated',
    reason: { code: 'Client.UserInitiatedShutdown', message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
  },
} satisfies Record<string, Move>;
export type InstanceMove = keyof typeof moves;

/** @returns the state before, or undefined when the instance cannot do that from where it is */
export function moveInstance(
  world: World,
  region: Region,
  id: string,
  wanted: InstanceMove,
): { before: InstanceState; after: InstanceState } | undefined {
  const known = region.instances.get(id);
  if (!known) return undefined;
  const move: Move = moves[wanted];
  if (known.state === move.through || known.state === move.to) return { before: known.state, after: known.state };
  if (!move.from.includes(known.state)) return undefined;
  const now = world.clock.now();
  const when = new Date(now).toISOString().slice(0, 19).replace('T', ' ');
  region.instances.set({
    ...known,
    state: move.through,
    becoming: { to: move.to, at: now + secondsUnderWay * 1000 },
    stateReason: move.reason,
    transitionReason: move.reason ? `User initiated (${when} GMT)` : '',
    launchTime: wanted === 'start' ? toTheSecond(now) : known.launchTime,
  });
  world.changed();
  return { before: known.state, after: move.through };
}

/** Carries out what was under way and is due; also what a state brings with it. */
export function settleInstance(world: World, region: Region, instance: Instance): void {
  const { becoming } = instance;
  if (!becoming || becoming.at > world.clock.now()) return;
  if (becoming.to === 'forgotten') {
    region.instances.delete(instance.id);
    return world.changed();
  }
  region.instances.set(entered({ ...instance, state: becoming.to, becoming: undefined }, world, region, becoming.at));
  world.changed();
}

function entered(instance: Instance, world: World, region: Region, at: number): Instance {
  switch (instance.state) {
    case 'running':
      // A stopped instance gives its public address back, and gets another one when it starts: an Elastic IP stays.
      if (instance.givenPublicIp && !instance.publicIp) instance.publicIp = nextPublicIp(world);
      return { ...instance, checks: { system: 'ok', instance: 'ok', ebs: 'ok' } };
    case 'stopped':
      return { ...instance, publicIp: undefined, events: instance.events.filter((event) => isOver(event.description)) };
    case 'terminated':
      for (const address of region.addresses) {
        if (address.association?.instanceId === instance.id) disassociate(world, region, address);
      }
      return {
        ...instance,
        publicIp: undefined,
        privateIp: undefined,
        ipv6: [],
        events: [],
        becoming: { to: 'forgotten', at: at + minutesVisibleAfterTermination * 60_000 },
      };
    default:
      return instance;
  }
}

/** EC2 tells times to the second, as `.000Z`. */
const toTheSecond = (time: number) => new Date(Math.floor(time / 1000) * 1000).toISOString();

const isOver = (description: string) => /^\[(completed|canceled)\]/i.test(description);
