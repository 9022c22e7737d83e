import { z } from 'zod';
import { isActive } from '../world/hypervisor.ts';
import { uuidFrom } from '../world/hypervisor-schema.ts';
import { defineMachine, machineActs, migrateMachine, moveMachine, undefineMachine } from '../world/machines.ts';
import { type Command, command, ControlError } from './command.ts';
import { findHost, findMachine } from './find-machine.ts';

const told = z.strictObject({
  machine: z.string(),
  act: z.enum([...machineActs, 'migrate', 'add', 'remove']),
  to: z.string().optional(),
  copy: z.enum(['yes', 'no']).default('no'),
});

type Told = z.infer<typeof told>;
type World = Parameters<typeof findHost>[0];

const missing = (act: string) => new ControlError(`to which host? machine <machine> ${act} <to>`);

function migrate(world: World, { machine: name, to, copy }: Told): string {
  const { host, machine } = findMachine(world, name);
  if (to === undefined) throw missing('migrate');
  const target = findHost(world, to);
  const moved = migrateMachine(world, host, machine, target, { keepCopy: copy === 'yes' });
  if (!moved) throw new ControlError(`${machine.name} is ${machine.state} on ${host.id} and cannot go to ${target.id}`);
  return `${machine.name} has gone from ${host.id} to ${target.id}`;
}

function add(world: World, { machine: name, to }: Told): string {
  if (to === undefined) throw missing('add');
  const host = findHost(world, to);
  if (host.machineNamed(name)) throw new ControlError(`${host.id} has a ${name} already`);
  const mac = `52:54:00:${world.newHex(6, 'mac').replace(/(..)(..)(..)/, '$1:$2:$3')}`;
  const [network] = [...host.networks].map((one) => one.name);
  const machine = defineMachine(world, host, {
    id: uuidFrom(world.seed, 'machine', world.newHex(12)),
    name,
    interfaces: network === undefined ? [] : [{ mac, network }],
  });
  moveMachine(world, host, machine, 'start');
  return `${name} runs on ${host.id}`;
}

function remove(world: World, { machine: name }: Told): string {
  const { host, machine } = findMachine(world, name);
  if (isActive(machine)) moveMachine(world, host, machine, 'destroy');
  if (host.machines.get(machine.id)) undefineMachine(world, host, machine);
  return `${machine.name} is no more`;
}

export const machineCommands: readonly Command[] = [
  command(
    'machine',
    '<machine> <act> [to]',
    `Lets something happen to a virtual machine: ${machineActs.join(', ')}, remove; migrate and add want a host. With copy=yes the old host keeps a definition that does not run.`,
    told,
    ({ world }, body) => {
      const { act } = body;
      if (act === 'migrate') return { text: migrate(world, body) };
      if (act === 'add') return { text: add(world, body) };
      if (act === 'remove') return { text: remove(world, body) };
      const { host, machine } = findMachine(world, body.machine);
      const before = moveMachine(world, host, machine, act);
      if (before === undefined) throw new ControlError(`${machine.name} is ${machine.state} and cannot ${act}`);
      const text = act === 'reboot' ? `${machine.name} is rebooted` : `${machine.name} was ${before} and is ${machine.state}`; // prettier-ignore
      return { text, data: { id: machine.id, host: host.id, before, after: machine.state } };
    },
  ),
  command(
    'host',
    '<host> <act>',
    'Takes a hypervisor host from the network (down), or puts it back (up).',
    z.strictObject({ host: z.string(), act: z.enum(['down', 'up']) }),
    ({ world }, { host: name, act }) => {
      const host = findHost(world, name);
      world.hypervisors.setReachable(host, act === 'up');
      world.changed();
      return { text: `${host.id} is ${act}` };
    },
  ),
];
