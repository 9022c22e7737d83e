import { z } from 'zod';
import { disassociate, networkInterfaceId, releaseAddress } from '../world/addresses.ts';
import { eventCodes } from '../world/aws-schema.ts';
import { type InstanceMove, moveInstance } from '../world/instances.ts';
import { replaceInstance } from '../world/replace-instance.ts';
import { scheduleEvent } from '../world/scheduled-events.ts';
import { type Command, command, ControlError } from './command.ts';
import { findAddress, findInstance } from './find.ts';
import { pointInTime } from './when.ts';

const one = z.strictObject({ instance: z.string() });

const move = (name: string, wanted: InstanceMove, summary: string): Command =>
  command(name, '<instance>', summary, one, ({ world }, { instance: told }) => {
    const { region, instance } = findInstance(world, told);
    const moved = moveInstance(world, region, instance.id, wanted);
    if (!moved) throw new ControlError(`${instance.id} is ${instance.state} and cannot ${wanted}`);
    return { text: `${instance.id} was ${moved.before} and is ${moved.after}`, data: { id: instance.id, ...moved } };
  });

export const instanceCommands: readonly Command[] = [
  command(
    'event',
    '<instance> <code> [when]',
    `Schedules maintenance: ${eventCodes.join(', ')}; tomorrow unless said otherwise.`,
    z.strictObject({ instance: z.string(), code: z.enum(eventCodes), when: z.string().default('tomorrow') }),
    ({ world }, { instance: told, code, when }) => {
      const { region, instance } = findInstance(world, told);
      const event = scheduleEvent(world, region, instance, { code, notBefore: pointInTime(when, world.clock.date()) });
      return { text: `${event.id}: ${code} of ${instance.id} not before ${event.notBefore}`, data: event };
    },
  ),
  command(
    'replace-instance',
    '<instance>',
    'Ends an instance and starts its successor: same name and load balancers, new id and addresses.',
    one,
    ({ world }, { instance: told }) => {
      const { region, instance } = findInstance(world, told);
      const successor = replaceInstance(world, region, instance);
      const address = successor.publicIp ? `, ${successor.publicIp}` : '';
      return {
        text: `${instance.id} ends; ${successor.id} takes its place (${successor.privateIp}${address})`,
        data: { ended: instance.id, started: successor },
      };
    },
  ),
  move('start-instance', 'start', 'Starts a stopped instance; it may get another public address.'),
  move('stop-instance', 'stop', 'Stops an instance; it gives back a public address that is no Elastic IP.'),
  move('terminate-instance', 'terminate', 'Ends an instance; it stays listed for an hour.'),
  command(
    'release-address',
    '<address>',
    'Gives an Elastic IP back, from whatever it is associated with.',
    z.strictObject({ address: z.string() }),
    ({ world }, { address: told }) => {
      const { region, address } = findAddress(world, told);
      const holder = address.association?.instanceId ?? address.association?.networkInterfaceId;
      disassociate(world, region, address);
      releaseAddress(world, region, address);
      return { text: `${address.publicIp} is released${holder ? `, ${holder} has lost it` : ''}`, data: address };
    },
  ),
  command(
    'move-address',
    '<address> <instance>',
    'Associates an Elastic IP with another instance.',
    z.strictObject({ address: z.string(), instance: z.string() }),
    ({ world }, { address: told, instance: toldInstance }) => {
      const { address, region } = findAddress(world, told);
      const { instance, region: other } = findInstance(world, toldInstance);
      if (region !== other) throw new ControlError('address and instance are in different regions or accounts');
      const association = {
        id: `eipassoc-0${world.newHex(16, 'association')}`,
        instanceId: instance.id,
        networkInterfaceId: networkInterfaceId(instance.id),
        privateIp: instance.privateIp ?? '10.0.0.4',
      };
      const moved = region.addresses.set({ ...address, association });
      world.changed();
      return { text: `${address.publicIp} now leads to ${instance.id}`, data: moved };
    },
  ),
];
