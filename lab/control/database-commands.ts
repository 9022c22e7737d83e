import { z } from 'zod';
import type { ReplicaSet } from '../postgres/replica-set.ts';
import { type Command, command, type ControlledLab, ControlError } from './command.ts';

const acts = ['promote', 'down', 'up', 'pause', 'resume', 'follow'] as const;

export const databaseCommands: readonly Command[] = [
  command(
    'database-server',
    '<server> <act>',
    `Lets something happen to a database server: ${acts.join(', ')}. A paused one receives and does not replay; what follows takes all its data from the other one, which also mends two primaries.`,
    z.strictObject({ server: z.string(), act: z.enum(acts) }),
    async ({ databases }, { server, act }) => {
      const { set, index } = findServer(databases, server);
      const text = await happens[act](set, index);
      return { text: `${server} ${text}` };
    },
  ),
];

function findServer(set: ControlledLab['databases'], told: string): { set: ReplicaSet; index: number } {
  if (!set) throw new ControlError('the lab has no database servers here');
  const names = set.members.map(({ name }) => name);
  const index = names.indexOf(told);
  if (index < 0) throw new ControlError(`there is no database server "${told}"; there are ${names.join(', ')}`);
  return { set, index };
}

const happens: Record<(typeof acts)[number], (set: ReplicaSet, index: number) => Promise<string>> = {
  async promote(set, index) {
    await running(set, index);
    if (!(await isReplica(set, index))) throw new ControlError(`${set.members[index]!.name} is primary already`);
    await set.promote(index);
    return 'is primary now';
  },
  async down(set, index) {
    await set.members[index]!.kill();
    return 'is down';
  },
  async up(set, index) {
    await set.members[index]!.start();
    return 'is up';
  },
  async pause(set, index) {
    await running(set, index);
    if (!(await isReplica(set, index)))
      throw new ControlError(`${set.members[index]!.name} is primary and replays nothing`);
    await set.pauseReplay(index);
    return 'replays nothing from now on';
  },
  async resume(set, index) {
    await running(set, index);
    if (!(await isReplica(set, index)))
      throw new ControlError(`${set.members[index]!.name} is primary and replays nothing`);
    await set.resumeReplay(index);
    return 'replays again';
  },
  async follow(set, index) {
    const other = index === 0 ? 1 : 0;
    await running(set, other);
    if (await isReplica(set, other))
      throw new ControlError(`${set.members[other]!.name} is no primary: promote it first`);
    await set.follow(index, other);
    return `follows ${set.members[other]!.name}`;
  },
};

async function running({ members }: ReplicaSet, index: number): Promise<void> {
  const { name, isRunning } = members[index]!;
  if (!isRunning) throw new ControlError(`${name} is down`);
}

async function isReplica(set: ReplicaSet, index: number): Promise<boolean> {
  const [said] = await set.run<{ is: boolean }>(index, 'SELECT pg_is_in_recovery() AS is');
  return said!.is;
}
